import HTTPTypes
import OSSSigning

/// Request targets with a presigned query (V4, one day), each for a key of its own: `KEY-PREFIX` and a number, one target a line.
struct PresignedTargets {
    private let signer: RequestSigner
    private let method: HTTPRequest.Method
    private let bucket: BucketName
    private let prefix: String
    private let count: Int
    private let time: SigningTime

    /// An address that forces path style; the target does not show it.
    private static let origin = "http://127.0.0.1"

    init(arguments: [String]) throws {
        let pair = arguments[0].split(separator: ":", maxSplits: 1).map(String.init)
        guard pair.count == 2, let method = HTTPRequest.Method(rawValue: arguments[1]), let count = Int(arguments[4]),
            (1...10_000_000).contains(count),
            let seconds = Int64(arguments[5]), let time = SigningTime(secondsSinceEpoch: seconds)
        else { throw UsageError(message: "targets ID:SECRET METHOD BUCKET KEY-PREFIX COUNT UNIX-TIME") }
        signer = try RequestSigner(
            credentials: Credentials(accessKeyID: pair[0], accessKeySecret: pair[1]), region: Region("cn-hangzhou"), endpoint: Endpoint(Self.origin))
        self.method = method
        bucket = try BucketName(arguments[2])
        prefix = arguments[3]
        self.count = count
        self.time = time
    }

    func write() throws {
        let key = signer.signingKey(at: time)
        for number in 0..<count {
            let request = try UnsignedRequest(method, bucket: bucket, key: ObjectKey("\(prefix)\(number)"))
            print(try signer.presign(request, expires: .seconds(86_400), at: time, using: key).url.dropFirst(Self.origin.utf8.count))
        }
    }
}
