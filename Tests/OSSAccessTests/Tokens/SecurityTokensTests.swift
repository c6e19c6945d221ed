import OSSSigning
import Testing

@testable import OSSAccess

@Suite("Security tokens") struct SecurityTokensTests {
    private let key = TokenKey(bytes: (0..<32).map { UInt8($0) })!
    private var tokens: SecurityTokens { SecurityTokens(key: key) }

    private func session(policy: String? = nil) throws -> RoleSession {
        RoleSession(
            reference: RoleSessionReference(account: .standard, roleID: "300000000000000001", roleName: "uploads-role", sessionName: "alice@home"),
            accessKeyID: try AccessKeyID("STS.abcdefghijklmnopqrstuvwx"),
            policy: try policy.map { try PolicyDocument(json: Array($0.utf8), .session) },
            expiration: SigningTime(secondsSinceEpoch: 1_731_400_000)!, assumedBy: "200000000000000001")
    }

    /// A policy of exactly so many bytes.
    private func policy(bytes: Int) -> String {
        let start = #"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:PutObject","Resource":"acs:oss:*:*:uploads/"#
        let end = #""}]}"#
        return start + String(repeating: "x", count: bytes - start.utf8.count - end.utf8.count) + end
    }

    @Test("what was sealed comes out again", arguments: [nil, 200, 2048]) func roundTrip(bytes: Int?) throws {
        let session = try session(policy: bytes.map(policy))
        let token = try tokens.seal(session).exposed
        let opened = try #require(tokens.open(token))
        #expect(opened.reference == session.reference)
        #expect(opened.accessKeyID == session.accessKeyID)
        #expect(opened.expiration == session.expiration)
        #expect(opened.assumedBy == session.assumedBy)
        #expect(opened.policy?.json == session.policy?.json)
        #expect(token.utf8.count <= SecurityTokens.maximumLength)
        #expect(token.utf8.allSatisfy { ASCII.isUnreserved($0) })
    }

    @Test("a token with any one character changed is refused") func changedCharacters() throws {
        let token = Array(try tokens.seal(session(policy: policy(bytes: 150))).exposed.utf8)
        for index in token.indices {
            for other in [token[index] == 0x41 ? 0x42 : 0x41, token[index] ^ 1, UInt8(ascii: "="), UInt8(ascii: "+"), 0] where other != token[index] {
                var changed = token
                changed[index] = other
                #expect(tokens.open(String(decoding: changed, as: UTF8.self)) == nil)
            }
        }
    }

    @Test("a token with any one bit changed is refused") func changedBits() throws {
        let bytes = try #require(Base64URL.decode(try tokens.seal(session()).exposed))
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                #expect(tokens.open(Base64URL.encode(changed)) == nil)
            }
        }
    }

    @Test("a token that is cut or longer is refused") func lengths() throws {
        let token = try tokens.seal(session()).exposed
        for count in 0..<token.count { #expect(tokens.open(String(token.prefix(count))) == nil) }
        #expect(tokens.open(token + "A") == nil)
        #expect(tokens.open(token + "AAAA") == nil)
        #expect(tokens.open(token + token) == nil)
        #expect(tokens.open(String(repeating: "A", count: SecurityTokens.maximumLength + 4)) == nil)
    }

    @Test("a key opens its own tokens alone") func otherKey() throws {
        var bytes = key.bytes
        bytes[31] ^= 1
        let other = SecurityTokens(key: try #require(TokenKey(bytes: bytes)))
        let token = try tokens.seal(session()).exposed
        #expect(other.open(token) == nil)
        #expect(tokens.open(token) != nil)
        #expect(SecurityTokens(key: key).open(token) != nil, "the same key after a restart")
        let id = try AccessKeyID("STS.a")
        #expect(other.secret(of: id) != tokens.secret(of: id))
        #expect(SecurityTokens(key: key).secret(of: id) == tokens.secret(of: id))
    }

    @Test("no two tokens and no two ids are the same") func freshness() throws {
        let session = try session()
        #expect(try tokens.seal(session) != tokens.seal(session))
        let ids = (0..<1000).map { _ in SecurityTokens.freshAccessKeyID() }
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(id.rawValue.hasPrefix("STS."))
            #expect(id.rawValue.utf8.count == 28)
            #expect(id.rawValue.utf8.dropFirst(4).allSatisfy { ASCII.isLowercase($0) || ASCII.isUppercase($0) || ASCII.isDigit($0) })
        }
    }

    @Test("the secrets of two ids have nothing in common") func secrets() throws {
        let a = tokens.secret(of: try AccessKeyID("STS.a")).exposed
        let b = tokens.secret(of: try AccessKeyID("STS.b")).exposed
        #expect(a != b)
        #expect(a.utf8.count == 43)
    }

    @Test("a key that is no 32 bytes is no key, and a key says nothing of itself") func keys() {
        for count in [0, 16, 31, 33, 64] { #expect(TokenKey(bytes: [UInt8](repeating: 7, count: count)) == nil) }
        #expect(TokenKey.random() != TokenKey.random())
        var text = ""
        dump(key, to: &text)
        #expect(!text.contains("31"))
        #expect("\(key)" == "<redacted>")
    }
}
