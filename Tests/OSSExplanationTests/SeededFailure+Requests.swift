import HTTPTypes
import OSSSigning

// What is wrong with a URL that arrived whole.
extension SeededFailure {
    static let shape: [SeededFailure] = [
        .url("expired", "expired", says: "2024-11-12T08:47:38Z", now: Signed.time.advanced(bySeconds: 1800)!) { $0 },
        SeededFailure("expired, V1", "expired", now: Signed.time.advanced(bySeconds: 1800)!) { Signed.url(Signed.request(), Signed.signer(.v1)) },
        .url("not yet valid", "not_yet_valid", now: Signed.time.advanced(bySeconds: -3600)!) { $0 },
        .url("a validity of no time", "validity_out_of_range", .without) { $0.replacing("expires=900", with: "expires=0") },
        .url("a validity of eight days", "validity_out_of_range", .without) { $0.replacing("expires=900", with: "expires=691200") },
        .url("a validity that is a moment", "validity_out_of_range", .without) { $0.replacing("expires=900", with: "expires=1731401258") },
        .url("a changed validity", "parameter_changed", .with) { $0.replacing("expires=900", with: "expires=3600") },
        SeededFailure("another region than the host's", "region_mismatch", says: "cn-beijing") {
            Signed.url(Signed.request(), Signed.signer(region: "cn-beijing", host: "oss-cn-hangzhou.aliyuncs.com"))
        },
        .url("a region with oss- before it", "region_mismatch") { $0.replacing("%2Fcn-hangzhou", with: "%2Foss-cn-hangzhou") },
        .url("path style", "path_style") { $0.replacing("examplebucket.oss", with: "oss").replacing("com/", with: "com/examplebucket/") },
        .url("the bucket twice", "bucket_twice", .without) { $0.replacing("com/", with: "com/examplebucket/") },
        .url("a missing date", "parameter_missing", says: "x-oss-date") { $0.replacing("x-oss-date=20241112T083238Z&", with: "") },
        .url("a missing credential", "parameter_missing", says: "x-oss-credential") {
            $0.replacing("x-oss-credential=\(Signed.accessKeyID)%2F20241112%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&", with: "")
        },
        .url("a parameter twice", "parameter_repeated", says: "x-oss-expires") { $0 + "&x-oss-expires=900" },
        .url("an empty parameter", "parameter_empty") { $0.replacing("x-oss-expires=900", with: "x-oss-expires=") },
        .url("V1 and V4", "mixed_versions") {
            $0 + "&OSSAccessKeyId=\(Signed.accessKeyID)&Expires=1731401258&Signature=AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"
        },
        SeededFailure("an S3 signature", "s3_signature", says: "S3") {
            "https://\(Signed.host)/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20241112%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20241112T083238Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=\(String(repeating: "a", count: 64))"
        },
        SeededFailure("no signature", "unsigned") { "https://\(Signed.host)/dir/example.txt" },
        .url("a scope of another day", "scope_malformed") { $0.replacing("%2F20241112", with: "%2F20241111") },
        .url("a malformed date", "date_malformed") { $0.replacing("20241112T083238Z", with: "2024-11-12T08%3A32%3A38Z") },
        .url("a counter of a mailing", "parameter_not_signed", says: "utm_source") { $0 + "&utm_source=mail" },
        .url("text behind the signature", "signature_malformed", .without) { $0 + "zz" },
        SeededFailure("V1 with a duration for a moment", "expires_malformed") {
            "https://\(Signed.host)/k?OSSAccessKeyId=\(Signed.accessKeyID)&Expires=3600&Signature=AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"
        },
        .url("a key with a slash before it", "key_leading_slash") { $0.replacing("com/dir", with: "com//dir") },
        SeededFailure("another host than was signed", "bound_headers", .with, says: "host") {
            Signed.url(Signed.request(additional: ["host"])).replacing("oss-cn-hangzhou.", with: "oss-cn-hangzhou-internal.")
        },
        .url("another key", "signature_mismatch", .with) { $0.replacing("example.txt", with: "other.txt") },
    ]

    // What commands would send.
    static let sending: [SeededFailure] = [
        .url("an additional parameter", "parameter_not_signed", .with) { "curl -T f '\($0)&x=1'" },
        .url("a GET with a PUT's URL", "method_differs", .with, says: "PUT") { "curl '\($0)'" },
        SeededFailure("a PUT with a GET's URL", "method_differs", .with, says: "GET") { "curl -T f '\(Signed.url(Signed.request(.get)))'" },
        SeededFailure("a signed type that is not sent", "content_type_not_sent", .with, says: "image/jpeg") {
            "curl -T f '\(Signed.url(Signed.request(headers: [.contentType: "image/jpeg"])))'"
        },
        SeededFailure("another type than was signed", "content_type_differs", .with, says: "image/jpeg") {
            "curl -T f -H 'Content-Type: image/png' '\(Signed.url(Signed.request(headers: [.contentType: "image/jpeg"])))'"
        },
        .url("a header that was not signed", "header_not_signed", .with, says: "x-oss-meta-a") { "curl -T f -H 'x-oss-meta-a: b' '\($0)'" },
        .url("a password besides the signature", "several_signatures") { "curl -u me:secret -T f '\($0)'" },
        SeededFailure("a signed length and a body in chunks", "additional_header_missing", says: "Content-Length") {
            "curl -T - '\(Signed.url(Signed.request(headers: [.contentLength: "5"], additional: ["content-length"])))'"
        },
        SeededFailure("an additional header that is not sent", "additional_header_missing", says: "x-request") {
            "curl -T f '\(Signed.url(Signed.request(headers: [HTTPField.Name("x-request")!: "5"], additional: ["x-request"])))'"
        },
        SeededFailure("a token as a header", "token_in_header", .with) {
            let url = Signed.url(Signed.request(), Signed.signer(token: Signed.token))
            let token = "&x-oss-security-token=\(PercentEncoding.encode(Array(Signed.token.utf8)))"
            return "curl -T f -H 'x-oss-security-token: \(Signed.token)' '\(url.replacing(token, with: ""))'"
        },
    ]
}
