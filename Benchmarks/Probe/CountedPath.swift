import HTTPTypes
import OSSSigning

/// One path through the signing library, run a given number of times. Two runs that differ in the number alone differ by so many rounds of it.
///
/// The wasteful ones presign a tenth more often than they say: the control that a count must catch.
struct CountedPath {
    private static let usage = "presign, verify or wasteful, and the version: presign-v4"

    private let round: () throws -> Int

    init(named name: String) throws {
        let parts = name.split(separator: "-")
        guard parts.count == 2, let version = ["v4": SignatureVersion.v4, "v1": .v1][String(parts[1])] else {
            throw UsageError(message: Self.usage)
        }
        let subject = try Subject(version)
        switch parts[0] {
        case "presign": round = subject.presign
        case "verify": round = subject.receiveAndVerify
        case "wasteful": round = subject.wastefulPresign
        default: throw UsageError(message: Self.usage)
        }
    }

    func run(rounds: String) throws {
        guard let rounds = Int(rounds), (0...1_000_000).contains(rounds) else { throw UsageError(message: "0 to 1000000 rounds") }
        var sum = 0
        for _ in 0..<rounds { sum &+= try round() }
        precondition((sum != 0) == (rounds != 0), "the work must not be optimised away")
    }

    /// A signer, a verifier that keeps its signing key as a server does, and a request that passed from one to the other.
    private struct Subject {
        private let signer: RequestSigner
        private let request: UnsignedRequest
        private let time: SigningTime
        private let key: SigningKey
        private let target: String
        private let fields: HTTPFields
        private let verifier: RequestVerifier

        init(_ version: SignatureVersion) throws {
            let credentials = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "ExampleSecretKey0123456789")
            guard let time = SigningTime(rfc3339: "2024-11-12T08:32:38Z"), let accessKey = credentials.accessKey else {
                throw UsageError(message: "the fixture is wrong")
            }
            signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), version: version)
            request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("exampleobject.txt"))
            self.time = time
            key = signer.signingKey(at: time)
            target = try signer.presign(request, at: time, using: key).url
            fields = [.userAgent: "curl/7.88.1", .accept: "*/*", .contentLength: "1024"]
            verifier = RequestVerifier(region: signer.region, keys: KeptKey(key: RegisteredAccessKey(accessKey), signingKey: key))
        }

        func presign() throws -> Int { try signer.presign(request, expires: .seconds(3600), at: time, using: key).url.utf8.count }

        private static let wasted = 10

        /// The rounds of one control, in one call: so many, and one more.
        func wastefulPresign() throws -> Int {
            try (0...Self.wasted).reduce(0) { sum, _ in try sum &+ presign() }
        }

        /// From the raw target on: what a server does with a request line before and while it verifies.
        func receiveAndVerify() throws -> Int {
            let target = try RequestTarget(target)
            guard let authority = target.authority else { throw UsageError(message: "the URL has no host") }
            let received = try ReceivedRequest(method: .put, target: target, authority: authority, fields: fields)
            return try verifier.verify(received, at: time).expiration == nil ? 0 : 1
        }
    }

    private struct KeptKey: AccessKeyDirectory {
        let key: RegisteredAccessKey
        let signingKey: SigningKey

        func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { id == key.accessKey.id ? key : nil }
        func signingKey(for key: RegisteredAccessKey, scope: CredentialScope) -> SigningKey { signingKey }
    }
}
