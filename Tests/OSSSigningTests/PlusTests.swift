import HTTPTypes
import OSSSigning
import Testing

/// A `+` means a plus to some clients and a blank to others: the signature decides.
@Suite("A plus in a query or a path")
struct PlusTests {
    static let time = SigningTime(rfc3339: "2024-11-12T08:32:38Z")!

    /// Presigns a listing with this prefix, and replaces one spelling of it in the URL by a bare plus.
    static func received(prefix: String, replacing spelling: String, version: SignatureVersion) throws -> (ReceivedRequest, RequestVerifier) {
        let credentials = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "ExampleSecretKey0123456789")
        let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), version: version)
        let request = UnsignedRequest(.get, .bucket(try BucketName("examplebucket")), parameters: [QueryParameter("prefix", prefix)])
        let url = try signer.presign(request, at: time).url.replacing("prefix=a\(spelling)b", with: "prefix=a+b")
        let target = try RequestTarget(url)
        let received = try ReceivedRequest(method: .get, target: target, authority: target.authority!, fields: [:])
        return (received, RequestVerifier(region: signer.region, keys: OneKey(credentials)))
    }

    @Test("V4 signed a blank: it is acted on as a blank") func blank() throws {
        let (received, verifier) = try Self.received(prefix: "a b", replacing: "%20", version: .v4)
        #expect(try verifier.verify(received, at: Self.time).request.query.first("prefix") == "a b")
    }

    @Test("V4 signed a plus: it is acted on as a plus") func plus() throws {
        let (received, verifier) = try Self.received(prefix: "a+b", replacing: "%2B", version: .v4)
        #expect(try verifier.verify(received, at: Self.time).request.query.first("prefix") == "a+b")
    }

    @Test("V4 signed something else: neither reading is accepted, and the failure shows the plus") func neither() throws {
        let (received, verifier) = try Self.received(prefix: "a-b", replacing: "-", version: .v4)
        let failure = #expect(throws: VerificationFailure.self) { try verifier.verify(received, at: Self.time) }
        #expect(failure?.canonicalRequest?.text.contains("prefix=a%2Bb") == true)
    }

    @Test("V1 does not sign a prefix: its plus is a blank, as oss2 means it") func unsigned() throws {
        let (received, verifier) = try Self.received(prefix: "a b", replacing: "%20", version: .v1)
        #expect(try verifier.verify(received, at: Self.time).request.query.first("prefix") == "a b")
    }

    /// Presigns a download of this key, and replaces one spelling of it in the URL's path by a bare plus.
    static func received(key: String, replacing spelling: String, version: SignatureVersion) throws -> (ReceivedRequest, RequestVerifier) {
        let credentials = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "ExampleSecretKey0123456789")
        let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), version: version)
        let request = UnsignedRequest(.get, .object(try BucketName("examplebucket"), try ObjectKey(key)))
        let url = try signer.presign(request, at: time).url.replacing("/a\(spelling)b", with: "/a+b")
        let target = try RequestTarget(url)
        let received = try ReceivedRequest(method: .get, target: target, authority: target.authority!, fields: [:])
        return (received, RequestVerifier(region: signer.region, keys: OneKey(credentials)))
    }

    @Test("a plus in the path is what was signed: a blank, as the Go SDK means it, or a plus", arguments: [SignatureVersion.v1, .v4])
    func path(version: SignatureVersion) throws {
        for (key, spelling) in [("a b", "%20"), ("a+b", "%2B")] {
            let (received, verifier) = try Self.received(key: key, replacing: spelling, version: version)
            #expect(try verifier.verify(received, at: Self.time).request.resource.key?.bytes == Array(key.utf8))
        }
        let (received, verifier) = try Self.received(key: "a-b", replacing: "-", version: version)
        let failure = #expect(throws: VerificationFailure.self) { try verifier.verify(received, at: Self.time) }
        #expect(failure?.stringToSign != nil)
    }
}
