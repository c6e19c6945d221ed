import Crypto
import HTTPTypes
import OSSSigning
import Testing

@Suite("What a signature was computed over") struct SigningTraceTests {
    @Test("the trace gives the URL's own signature", arguments: SignatureVersion.allCases, ["virtual", "path"]) func trace(
        version: SignatureVersion, style: String
    ) throws {
        let credentials = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "secret", securityToken: "token+/=")
        let signer = try RequestSigner(
            credentials: credentials, region: Region("cn-hangzhou"), addressing: style == "path" ? .path : .virtualHosted, version: version)
        var request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("a b/ü+.txt"))
        request.headers = [.contentType: "text/plain", HTTPField.Name("x-oss-meta-a")!: "b c"]
        request.parameters = [QueryParameter("x-oss-process", "a/b c"), QueryParameter("acl")]
        let now = try #require(SigningTime(rfc3339: "2024-11-12T08:32:38Z"))
        let presigned = try signer.presign(request, at: now)
        let trace = try signer.trace(presigned, of: request, at: now)
        switch version {
        case .v4:
            let hash = SHA256.hash(data: try #require(trace.canonicalRequest).bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            #expect(trace.stringToSign.text == "OSS4-HMAC-SHA256\n20241112T083238Z\n20241112/cn-hangzhou/oss/aliyun_v4_request\n\(hash)")
            var key = SymmetricKey(data: Array("aliyun_v4secret".utf8))
            for part in ["20241112", "cn-hangzhou", "oss", "aliyun_v4_request"] {
                key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
            }
            let signature = HMAC<SHA256>.authenticationCode(for: trace.stringToSign.bytes, using: key)
            #expect(presigned.url.hasSuffix("&x-oss-signature=" + signature.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()))
        case .v1:
            let signature = HMAC<Insecure.SHA1>.authenticationCode(for: trace.stringToSign.bytes, using: SymmetricKey(data: Array("secret".utf8)))
            #expect(presigned.url.hasSuffix("&Signature=" + PercentEncoding.encode(Array(Base64.encode(signature).utf8))))
        }
    }
}
