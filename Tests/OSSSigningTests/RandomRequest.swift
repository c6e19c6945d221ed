import HTTPTypes
import OSSSigning

/// A random valid request with a random valid signer: what the laws are stated over.
struct RandomRequest {
    let signer: RequestSigner
    let request: UnsignedRequest
    let time: SigningTime
    let validity: Int64

    /// `nil` for the few that V1 refuses as ambiguous.
    init(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let version: SignatureVersion = Bool.random(using: &generator) ? .v4 : .v1
        let token = Int.random(in: 0..<4, using: &generator) == 0 ? Self.text(1...40, from: Self.visible, using: &generator) : nil
        let region = try Region(["cn-hangzhou", "us-west-1", "ap-southeast-7"].randomElement(using: &generator)!)
        let endpoint = try ["http://127.0.0.1:9000", "https://oss-cn-hangzhou.aliyuncs.com", "http://[::1]:8080", "http://localhost"].map {
            try Endpoint($0)
        }
        signer = try RequestSigner(
            credentials: Credentials(
                accessKeyID: "LTAI\(Int.random(in: 0..<99, using: &generator))", accessKeySecret: Self.text(1...80, using: &generator),
                securityToken: token),
            region: region, endpoint: endpoint.randomElement(using: &generator),
            addressing: [AddressingStyle.virtualHosted, .path].randomElement(using: &generator)!, version: version)
        time = SigningTime(secondsSinceEpoch: Int64.random(in: 1_000_000_000...4_000_000_000, using: &generator))!
        validity = Int64.random(in: 1...604_800, using: &generator)
        let key = try ObjectKey(Self.text(1...30, using: &generator))
        let resource: Resource = [.object(try BucketName("examplebucket"), key), .bucket(try BucketName("b-1"))].randomElement(using: &generator)!
        var fields = HTTPFields()
        for name in ["Content-Type", "Content-MD5", "x-oss-meta-A", "x-oss-object-acl", "Cache-Control", "Content-Length"]
        where Int.random(in: 0..<3, using: &generator) == 0 {
            fields.append(HTTPField(name: HTTPField.Name(name)!, value: "v" + String(UInt32.random(in: 0...99_999, using: &generator), radix: 36)))
        }
        let wantsAdditional = version == .v4 && Bool.random(using: &generator)
        request = UnsignedRequest(
            [.get, .put, .post, .head, .delete].randomElement(using: &generator)!, resource, headers: fields,
            parameters: Self.parameters(using: &generator),
            additionalHeaders: wantsAdditional ? ["host"] + ["Cache-Control", "content-length"].filter { fields.contains(HTTPField.Name($0)!) } : [])
    }

    func presign() throws -> PresignedRequest? {
        do { return try signer.presign(request, expires: .seconds(validity), at: time) } catch SigningError.ambiguousInV1 { return nil }
    }

    var verifier: RequestVerifier { RequestVerifier(region: signer.region, keys: OneKey(signer.credentials)) }

    /// The fields that a client sends: its own and the Host.
    func fields(of url: String, _ headers: HTTPFields? = nil) throws -> HTTPFields {
        var fields = headers ?? request.headers
        fields[HTTPField.Name("host")!] = try RequestTarget(url).authority!
        return fields
    }

    func receive(_ url: String, method: HTTPRequest.Method? = nil, headers: HTTPFields? = nil) throws -> ReceivedRequest {
        let target = try RequestTarget(url)
        return try ReceivedRequest(method: method ?? request.method, target: target, authority: target.authority!, fields: fields(of: url, headers))
    }

    private static let alphabet: [Character] = Array("abcXYZ019-._~/ +%#?&=;:,@!$'()*[]{}|\\^\"<>`\u{1}\t\n\u{7F}é中e\u{301}🚀\u{FEFF}")

    private static let visible: [Character] = Array("abcXYZ019+/=&%?;:,~")

    private static func text(_ length: ClosedRange<Int>, from alphabet: [Character] = alphabet, using generator: inout SeededGenerator) -> String {
        String((0..<Int.random(in: length, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! })
    }

    private static func parameters(using generator: inout SeededGenerator) -> [QueryParameter] {
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            let name = ["uploadId", "partNumber", "x-oss-process", "callback", "prefix", text(1...6, using: &generator)].randomElement(
                using: &generator)!
            return QueryParameter(name, Bool.random(using: &generator) ? "" : text(1...12, using: &generator))
        }
    }
}
