import Crypto
import HTTPTypes
import OSSSigning

/// Presigning and verifying on one core, beside the floor that the cryptography alone sets.
///
/// The floor is one SHA-256 over 420 bytes and one HMAC over 140 bytes with a prepared key: what any V4 signer must compute. The rounds of
/// all three alternate, so that a slow moment of the machine hits them alike, and the median counts.
@main
struct SigningBenchmark {
    static let roundSize = 20_000
    static let rounds = 15

    static func main() throws {
        let subject = try Subject()
        var rates: [[Double]] = [[], [], [], []]
        for _ in 0..<rounds {
            rates[0].append(rate(subject.floor))
            rates[1].append(try rate(subject.presign))
            rates[2].append(try rate(subject.verify))
            rates[3].append(try rate(subject.receiveAndVerify))
        }
        let medians = rates.map { $0.sorted()[rounds / 2] }
        for (name, median) in zip(["floor", "presign", "verify", "receive and verify"], medians) {
            print(pad(name, 18), pad(String(Int(median)), 9), "per second", ratio(median / medians[0]), "of the floor")
        }
    }

    /// Calls a second.
    private static func rate(_ work: () throws -> Int) rethrows -> Double {
        var sum = 0
        let duration = try ContinuousClock().measure { for _ in 0..<roundSize { sum &+= try work() } }
        precondition(sum != 0, "the work must not be optimised away")
        return Double(roundSize) / (Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18)
    }

    private static func pad(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
    private static func ratio(_ value: Double) -> String {
        "\(Int(value)).\(pad(String(Int((value * 100).rounded()) % 100), 2).map { $0 == " " ? "0" : $0 }.map(String.init).joined())"
    }
}

/// What is measured.
struct Subject {
    private let hashed = [UInt8](repeating: 0x61, count: 420)
    private let authenticated = [UInt8](repeating: 0x62, count: 140)
    private let prepared = HMAC<SHA256>(key: SymmetricKey(size: .bits256))
    private let signer: RequestSigner
    private let request: UnsignedRequest
    private let time = SigningTime(rfc3339: "2024-11-12T08:32:38Z")!
    private let key: SigningKey
    private let target: String
    private let received: ReceivedRequest
    private let fields: HTTPFields
    private let verifier: RequestVerifier

    init() throws {
        let credentials = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "ExampleSecretKey0123456789")
        signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"))
        request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("exampleobject.txt"))
        key = signer.signingKey(at: time)
        target = try signer.presign(request, at: time, using: key).url
        var fields = HTTPFields()
        fields[.userAgent] = "curl/7.88.1"
        fields[.accept] = "*/*"
        fields[.contentLength] = "1024"
        self.fields = fields
        received = try Self.receive(target, fields)
        verifier = RequestVerifier(region: signer.region, keys: WarmKey(key: RegisteredAccessKey(credentials.accessKey!), signingKey: key))
    }

    func floor() -> Int {
        var hash = SHA256()
        hash.update(data: hashed)
        var hmac = prepared
        hmac.update(data: authenticated)
        return hash.finalize().first(where: { _ in true }).map(Int.init)! + hmac.finalize().reduce(1) { $0 &+ Int($1) }
    }

    func presign() throws -> Int { try signer.presign(request, expires: .seconds(3600), at: time, using: key).url.utf8.count }

    /// The verifier alone.
    func verify() throws -> Int { try verifier.verify(received, at: time).expiration == nil ? 0 : 1 }

    /// From the raw target on: what a server does with a request line before and while it verifies.
    func receiveAndVerify() throws -> Int { try verifier.verify(Self.receive(target, fields), at: time).expiration == nil ? 0 : 1 }

    private static func receive(_ target: String, _ fields: HTTPFields) throws -> ReceivedRequest {
        let target = try RequestTarget(target)
        return try ReceivedRequest(method: .put, target: target, authority: target.authority!, fields: fields)
    }
}

/// A directory that keeps its derived key, as a server does.
struct WarmKey: AccessKeyDirectory {
    let key: RegisteredAccessKey
    let signingKey: SigningKey

    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { id == key.accessKey.id ? key : nil }
    func signingKey(for key: RegisteredAccessKey, scope: CredentialScope) -> SigningKey { signingKey }
}
