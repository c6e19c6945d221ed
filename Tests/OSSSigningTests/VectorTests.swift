import Foundation
import HTTPTypes
import OSSSigning
import Testing

@Suite("Vectors of the official SDKs")
struct VectorTests {
    /// Cases in which the peer signs what a server that follows the rules refuses; what we do instead is tested below by name.
    static let peerBugs = Set(SigningVector.signed.filter { $0.verifies == false }.map(\.id))
    /// Cases whose input we refuse or change on purpose; tested below by name.
    static let ownChoice: Set = ["v4-q-negative-expires", "v1-q-negative-expires", "v4-q-dup-params", "v4-q-additional", "v4-q-additional-token"]

    static let plainURLs = SigningVector.signed.filter { $0.carrier == "query" && !peerBugs.contains($0.id) && !ownChoice.contains($0.id) }
    static let plainHeaders = SigningVector.signed.filter { $0.carrier == "header" && !peerBugs.contains($0.id) }

    @Test("there are as many cases as were collected") func count() {
        #expect(SigningVector.all.count == 115)
        #expect(SigningVector.signed.count == 103)
        #expect(Self.peerBugs == ["v1-q-get-process", "v1-q-subres", "v4-q-headers-untrimmed"])
    }

    @Test("presigning gives the peer's URL", arguments: plainURLs) func presign(vector: SigningVector) throws {
        let url = try #require(vector.expected.url)
        let presigned = try vector.signer.presign(vector.request(), expires: .seconds(Self.validity(of: url, vector)), at: vector.time)
        #expect(URLParts(presigned.url) == URLParts(url))
        if let expiration = vector.expected.expiration, let parsed = SigningTime(rfc3339: expiration) {
            // The peers' returned expiration may be up to a second later than what their URL says.
            #expect((0...1).contains(presigned.expiration.seconds(until: parsed)))
        }
        if let headers = vector.expected.signedHeaders {
            let ours = Dictionary(uniqueKeysWithValues: presigned.signedHeaders.map { ($0.name.canonicalName, $0.value) })
            #expect(ours == Dictionary(uniqueKeysWithValues: headers.map { ($0.lowercased(), $1) }))
        }
    }

    @Test("signing a header gives the peer's signature", arguments: plainHeaders) func header(vector: SigningVector) throws {
        // The Python SDK's V1 sends the token in a header of another name, which it leaves unsigned.
        guard vector.id != "v1-h-token" else { return }
        let signed = try vector.signer.sign(vector.request(), at: vector.time)
        let theirs = try #require(vector.expected.headers?.first { $0.key.lowercased() == "authorization" }?.value)
        #expect(Self.signature(in: try #require(signed.headers[.authorization])) == Self.signature(in: theirs))
    }

    @Test(
        "the verifier accepts what the peer signed",
        arguments: SigningVector.signed.filter { $0.verifies == true && $0.id != "v4-q-negative-expires" })
    func verify(vector: SigningVector) throws {
        let verified = try vector.verifier.verify(try vector.received(), at: vector.time)
        #expect(verified.accessKeyID.rawValue == vector.accessKeyID)
        #expect(verified.request.resource == (try vector.resource))
        #expect(verified.version.rawValue == vector.version)
    }

    @Test("the verifier makes the peer's canonical request and string to sign", arguments: SigningVector.signed.filter { $0.verifies == true })
    func strings(vector: SigningVector) throws {
        let other = try Credentials(accessKeyID: vector.accessKeyID, accessKeySecret: "another secret", securityToken: vector.securityToken)
        let verifier = RequestVerifier(region: nil, product: vector.cloudBoxID == nil ? .oss : .ossCloudBox, keys: OneKey(other))
        guard vector.id != "v4-q-negative-expires" else { return }
        let failure = #expect(throws: VerificationFailure.self) { try verifier.verify(try vector.received(), at: vector.time) }
        #expect(failure?.stringToSign?.text == vector.expected.stringToSign)
        if let canonical = vector.expected.canonicalRequest { #expect(failure?.canonicalRequest?.text == canonical) }
        #expect(failure?.reason.ec == (vector.version == "v4" ? "0002-00000201" : "0002-00000040"))
    }

    @Test(
        "the verifier refuses the peers' bugs with the string to sign of a faithful server",
        arguments: SigningVector.signed.filter { $0.verifies == false })
    func bugs(vector: SigningVector) throws {
        let failure = #expect(throws: VerificationFailure.self) { try vector.verifier.verify(try vector.received(), at: vector.time) }
        #expect(failure?.reason == .signatureMismatch(vector.version == "v4" ? .v4 : .v1, .query))
        #expect(failure?.stringToSign?.text == vector.expected.referenceServerStringToSign)
    }

    @Test("where a peer signs something else, we sign what a faithful server expects", arguments: peerBugs.sorted())
    func instead(id: String) throws {
        let vector = SigningVector[id]
        let presigned = try vector.signer.presign(vector.request(), expires: .seconds(vector.expires!), at: vector.time)
        let headers = Dictionary(uniqueKeysWithValues: presigned.signedHeaders.map { ($0.name.rawName, Optional($0.value)) })
        _ = try vector.verifier.verify(vector.received(url: presigned.url, headers: headers), at: vector.time)
    }

    @Test("Python presigns a negative validity; we refuse to, and the verifier does") func negativeValidity() throws {
        let vector = SigningVector["v4-q-negative-expires"]
        let failure = #expect(throws: VerificationFailure.self) { try vector.verifier.verify(vector.received(), at: vector.time) }
        #expect(failure?.reason == .expiresOutOfRange)
        #expect(throws: SigningError.self) { try vector.signer.presign(vector.request(), expires: .seconds(-10), at: vector.time) }
    }

    @Test("Python keeps the last of repeated parameters; we keep what the caller gave, as its header mode does") func repeatedParameters() throws {
        let vector = SigningVector["v4-q-dup-params"]
        var request = try vector.request()
        let both = try vector.signer.presign(request, expires: .seconds(3600), at: vector.time)
        _ = try vector.verifier.verify(vector.received(url: both.url), at: vector.time)
        request.parameters.removeAll { $0.name == "k" && $0.value == "2" }
        let collapsed = try vector.signer.presign(request, expires: .seconds(3600), at: vector.time)
        #expect(URLParts(collapsed.url) == URLParts(vector.expected.url!))
    }

    @Test(
        "additional headers: the peer drops absent and empty ones silently, we refuse them and agree on the rest",
        arguments: ["v4-q-additional", "v4-q-additional-token"])
    func additionalHeaders(id: String) throws {
        let vector = SigningVector[id]
        let all = try #require(vector.additionalHeaders)
        let present = all.filter { name in vector.headers!.contains { $0.key.lowercased() == name.lowercased() && !($0.value ?? "").isEmpty } }
        if present != all {
            #expect(throws: SigningError.self) {
                try vector.signer.presign(vector.request(additionalHeaders: all), expires: .seconds(3600), at: vector.time)
            }
        }
        let presigned = try vector.signer.presign(vector.request(additionalHeaders: present), expires: .seconds(3600), at: vector.time)
        #expect(URLParts(presigned.url) == URLParts(vector.expected.url!))
    }

    @Test("one hour is 3600 s, where peers with two clock readings make it 3599", arguments: ["v4-q-expires-3599", "v1-q-expires-3599"])
    func oneHour(id: String) throws {
        let vector = SigningVector[id]
        let presigned = try vector.signer.presign(vector.request(), expires: .seconds(3600), at: vector.time)
        #expect(vector.time.seconds(until: presigned.expiration) == 3600)
        #expect(Self.validity(of: presigned.url, vector) == 3600)
        #expect(Self.validity(of: vector.expected.url!, vector) == (vector.version == "v4" ? 3599 : 3600))
    }

    @Test("the signing key is the peer's", arguments: SigningVector.signed.filter { $0.expected.signingKeyHex != nil })
    func signingKey(vector: SigningVector) throws {
        let scope = CredentialScope(
            day: vector.time, region: try Region(vector.cloudBoxID ?? vector.region), product: vector.cloudBoxID == nil ? .oss : .ossCloudBox)
        #expect(SigningKey.derivedHex(secret: vector.accessKeySecret, scope: scope) == vector.expected.signingKeyHex)
    }

    @Test("names that the peer refuses are refused; keys are counted in bytes, where the peer counts characters") func refusedNames() {
        #expect(throws: NameError.bucketNameCharacters) { try BucketName("Bad_Bucket") }
        #expect(throws: NameError.bucketNameLength(2)) { try BucketName("ab") }
        #expect(throws: NameError.objectKeyTooLong(bytes: 1025)) { try ObjectKey(String(repeating: "a", count: 1025)) }
        #expect(throws: NameError.objectKeyTooLong(bytes: 3072)) { try ObjectKey(String(repeating: "\u{4E2D}", count: 1024)) }
        #expect(throws: NameError.objectKeyEmpty) { try ObjectKey("") }
        #expect(throws: NameError.regionCharacters) { try Region("CN-Hangzhou") }
        #expect(throws: NameError.regionCharacters) { try Region("") }
    }

    private static func validity(of url: String, _ vector: SigningVector) -> Int64 {
        let query = URLParts(url).query
        if let expires = query["x-oss-expires"]?.first.flatMap({ Int64($0) }) { return expires }
        return vector.time.seconds(until: SigningTime(secondsSinceEpoch: Int64(query["Expires"]![0])!)!)
    }

    private static func signature(in authorization: String) -> Substring? {
        authorization.hasPrefix("OSS ") ? authorization.split(separator: ":").last : authorization.split(separator: "Signature=").last
    }
}

/// A URL whose query is compared without regard to its order, which differs from peer to peer.
struct URLParts: Equatable {
    let base: String
    let query: [String: [String]]

    init(_ url: String) {
        let parts = url.split(separator: "?", maxSplits: 1)
        base = String(parts[0]).replacingOccurrences(of: "%2F", with: "/")
        let parameters = SigningVector.parameters(parts.count > 1 ? String(parts[1]) : "")
        query = Dictionary(grouping: parameters, by: \.name).mapValues { $0.map(\.value) }
    }
}
