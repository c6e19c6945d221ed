import HTTPTypes
import OSSExplanation
import OSSSigning

/// Requests that are right, for tests to spoil.
enum Signed {
    static let accessKeyID = "LTAI5tExampleKey9"
    static let secret = "ExplainSecretNobodyMaySee0123456"
    static let token = "CAISExplainTokenNobodyMaySee0123456789=="
    /// 2024-11-12T08:32:38Z.
    static let time = SigningTime(secondsSinceEpoch: 1_731_400_358)!
    /// Five minutes into the validity of 900 s.
    static let now = SigningTime(secondsSinceEpoch: 1_731_400_658)!
    static let host = "examplebucket.oss-cn-hangzhou.aliyuncs.com"

    static func signer(_ version: SignatureVersion = .v4, region: String = "cn-hangzhou", host: String? = nil, token: String? = nil) -> RequestSigner
    {
        do {
            return try RequestSigner(
                credentials: Credentials(accessKeyID: accessKeyID, accessKeySecret: secret, securityToken: token), region: Region(region),
                endpoint: host.map { try Endpoint($0) }, version: version)
        } catch { preconditionFailure("\(error)") }
    }

    static func request(
        _ method: HTTPRequest.Method = .put, key: String = "dir/example.txt", headers: HTTPFields = [:], parameters: [QueryParameter] = [],
        additional: [String] = []
    ) -> UnsignedRequest {
        do {
            return try UnsignedRequest(
                method, bucket: BucketName("examplebucket"), key: ObjectKey(key), headers: headers, parameters: parameters,
                additionalHeaders: additional)
        } catch { preconditionFailure("\(error)") }
    }

    static func url(_ request: UnsignedRequest = request(), _ signer: RequestSigner = signer(), expires: Int = 900) -> String {
        do { return try signer.presign(request, expires: .seconds(expires), at: time).url } catch { preconditionFailure("\(error)") }
    }

    static var keys: [Credentials.AccessKey] {
        [try? Credentials(accessKeyID: accessKeyID, accessKeySecret: secret).accessKey].compactMap { $0 }
    }

    /// The first line of a request and the headers, as `curl -v` prints them, and an answer if there is one.
    static func transcript(
        _ method: String, _ url: String, _ headers: [String], status: Int = 403, body: String = "", answerHeaders: [String] = []
    ) throws -> String {
        let target = try RequestTarget(url)
        let query = target.query.isEmpty ? "" : "?" + String(decoding: target.query, as: UTF8.self)
        let lines =
            [
                "* Connected to \(target.authority ?? "") (127.0.0.1) port 443",
                "> \(method) \(String(decoding: target.path, as: UTF8.self))\(query) HTTP/1.1", "> Host: \(target.authority ?? "")",
            ]
            + headers.map { "> \($0)" } + [
                ">", "< HTTP/1.1 100 Continue", "* We are completely uploaded and fine", "< HTTP/1.1 \(status) Some", "< Server: AliyunOSS",
                "< Date: \(now.httpDate)",
            ]
            + answerHeaders.map { "< \($0)" } + ["<", body]
        return lines.joined(separator: "\n")
    }

    /// The error document of OSS for a request that it takes for another one than was signed.
    static func mismatch(_ method: String, _ url: String, _ headers: [String]) throws -> String {
        let (request, verifier) = (try received(method, url, headers), RequestVerifier(region: nil, keys: Directory(keys: keys)))
        do {
            _ = try verifier.verify(request, at: now)
            return ""
        } catch {
            let signature = url.split(separator: "&").last?.split(separator: "=").last ?? ""
            return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error>
                  <Code>SignatureDoesNotMatch</Code>
                  <Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message>
                  <RequestId>65F0EXAMPLE</RequestId><HostId>\(host)</HostId><OSSAccessKeyId>\(accessKeyID)</OSSAccessKeyId>
                  <SignatureProvided>\(signature)</SignatureProvided>
                  <StringToSign>\(escaped(error.stringToSign?.text ?? ""))</StringToSign>
                  \(error.canonicalRequest.map { "<CanonicalRequest>\(escaped($0.text))</CanonicalRequest>" } ?? "")
                  <EC>0002-00000201</EC>
                </Error>
                """
        }
    }

    static func received(_ method: String, _ url: String, _ headers: [String]) throws -> ReceivedRequest {
        let target = try RequestTarget(url)
        var fields = HTTPFields()
        fields[HTTPField.Name("Host")!] = target.authority
        for line in headers {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[HTTPField.Name(String(parts[0]))!] = parts[1].drop { $0 == " " }.description
        }
        return try ReceivedRequest(method: HTTPRequest.Method(method)!, target: target, authority: target.authority ?? "", fields: fields)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }

    private struct Directory: AccessKeyDirectory {
        let keys: [Credentials.AccessKey]

        func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { keys.first { $0.id == id }.map { RegisteredAccessKey($0) } }
    }
}

/// The explanation of the first request in a text.
func explained(_ text: String, withKey: Bool, now: SigningTime = Signed.now) throws -> Explanation {
    let bytes = Array(text.utf8)
    let explainer = Explainer(keys: withKey ? Signed.keys : [], now: now)
    return explainer.explain(try InputReader.read(bytes)[0], input: bytes)
}
