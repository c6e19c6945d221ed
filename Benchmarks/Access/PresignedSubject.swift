import HTTPTypes
import OSSSigning

/// The yardstick: a presigned URL that a server verifies with a key that it has derived before.
struct PresignedSubject {
    private let time: SigningTime
    private let target: String
    private let fields: HTTPFields
    private let received: ReceivedRequest
    private let verifier: RequestVerifier

    init() throws {
        guard let time = SigningTime(rfc3339: "2024-11-12T08:32:38Z") else { throw BenchmarkError() }
        let credentials = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "ExampleSecretKey0123456789")
        guard let accessKey = credentials.accessKey else { throw BenchmarkError() }
        let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"))
        let request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("exampleobject.txt"))
        let key = signer.signingKey(at: time)
        var fields = HTTPFields()
        fields[.userAgent] = "curl/7.88.1"
        fields[.accept] = "*/*"
        fields[.contentLength] = "1024"
        (self.time, self.fields) = (time, fields)
        target = try signer.presign(request, at: time, using: key).url
        received = try Self.receive(target, fields)
        verifier = RequestVerifier(region: signer.region, keys: WarmKey(key: RegisteredAccessKey(accessKey), signingKey: key))
    }

    /// The verifier alone.
    func verify() throws -> Int { try verifier.verify(received, at: time).expiration == nil ? 0 : 1 }

    /// From the raw target on: what a server does with a request line before and while it verifies.
    func receiveAndVerify() throws -> Int { try verifier.verify(Self.receive(target, fields), at: time).expiration == nil ? 0 : 1 }

    private static func receive(_ target: String, _ fields: HTTPFields) throws -> ReceivedRequest {
        let target = try RequestTarget(target)
        guard let authority = target.authority else { throw BenchmarkError() }
        return try ReceivedRequest(method: .put, target: target, authority: authority, fields: fields)
    }
}

/// A directory that keeps its derived key, as a server does.
private struct WarmKey: AccessKeyDirectory {
    let key: RegisteredAccessKey
    let signingKey: SigningKey

    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { id == key.accessKey.id ? key : nil }
    func signingKey(for key: RegisteredAccessKey, scope: CredentialScope) -> SigningKey { signingKey }
}

/// What was prepared is not what was expected.
struct BenchmarkError: Error {}
