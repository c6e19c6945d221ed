import HTTPTypes
import OSSSigning

// Each client of the wire matrix that adds a Content-Type, a form or chunks, and answers of servers.
extension SeededFailure {
    private static func command(_ name: String, _ code: String, says: String, _ command: @escaping @Sendable (String) -> String) -> SeededFailure {
        SeededFailure(name, code, says: says) { command(Signed.url()) }
    }

    /// What a client sent with a URL that was signed without a Content-Type, and OSS's answer to it.
    private static func sent(_ name: String, _ agent: String, _ type: String, _ code: String = "content_type_not_signed", fix: String)
        -> SeededFailure
    {
        SeededFailure("\(name) sends \(type)", code, says: fix) {
            let headers = ["User-Agent: \(agent)", "Content-Type: \(type)", "Content-Length: 12"]
            return try Signed.transcript("PUT", Signed.url(), headers, body: Signed.mismatch("PUT", Signed.url(), headers))
        }
    }

    static let clients: [SeededFailure] = [
        command("curl --data-binary", "content_type_not_signed", says: "-H 'Content-Type:'") { "curl -X PUT --data-binary @f '\($0)'" },
        command("curl -d", "content_type_not_signed", says: "x-www-form-urlencoded") { "curl -XPUT -d hello '\($0)'" },
        command("curl --json", "content_type_not_signed", says: "application/json") { "curl -X PUT --json '{}' '\($0)'" },
        command("curl -F", "multipart_form", says: "-T FILE") { "curl -F file=@f '\($0)'" },
        command("curl -X PUT -F", "multipart_form", says: "-T FILE") { "curl -X PUT -F file=@f '\($0)'" },
        command("wget --body-file", "content_type_not_signed", says: "wget") { "wget --method=PUT --body-file=f '\($0)'" },
        command("httpie", "content_type_not_signed", says: "Content-Type: @FILE") { "http PUT '\($0)' @notes.txt" },
        sent("wget", "Wget/1.21.3", "application/x-www-form-urlencoded", fix: "wget"),
        sent("httpie", "HTTPie/3.2.1", "text/plain", fix: "httpie"),
        sent("httpie on stdin", "HTTPie/3.2.1", "application/json", fix: "httpie"),
        sent("aiohttp", "Python/3.11 aiohttp/3.8.4", "text/plain", fix: "skip_auto_headers"),
        sent("urllib", "Python-urllib/3.11", "application/x-www-form-urlencoded", fix: "http.client"),
        sent("requests files=", "python-requests/2.28.1", "multipart/form-data; boundary=abc", "multipart_form", fix: "data=open"),
        sent("node fetch of a string", "node", "text/plain;charset=UTF-8", fix: "Buffer"),
        sent("axios", "axios/1.2.1", "application/x-www-form-urlencoded", fix: "'Content-Type': false"),
        sent("a browser's File", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36", "image/png", fix: "Blob"),
        sent(
            "a browser's FormData", "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0", "multipart/form-data; boundary=x", "multipart_form",
            fix: "FormData"),
        sent("Java", "Java/17.0.9", "application/octet-stream", fix: "setRequestProperty"),
        sent("OkHttp", "okhttp/3.13.1", "image/jpeg", fix: "RequestBody"),
        sent("Go", "Go-http-client/1.1", "application/octet-stream", fix: "request.Header.Del"),
        sent("PHP", "GuzzleHttp/7", "application/x-www-form-urlencoded", fix: "CURLOPT"),
        sent("URLSession", "App/1 CFNetwork/1490 Darwin/23", "application/x-www-form-urlencoded", fix: "URLSession"),
        sent("PowerShell", "Mozilla/5.0 (Windows NT) WindowsPowerShell/5.1", "application/x-www-form-urlencoded", fix: "curl.exe"),
        SeededFailure("Go's os.File in chunks with a signed length", "additional_header_missing", says: "ContentLength") {
            let url = Signed.url(Signed.request(headers: [.contentLength: "5"], additional: ["content-length"]))
            return try Signed.transcript("PUT", url, ["User-Agent: Go-http-client/1.1", "Transfer-Encoding: chunked"], status: 400)
        },
        SeededFailure("a form that was stored", "multipart_form", says: "envelope") {
            try Signed.transcript("PUT", Signed.url(), ["User-Agent: curl/7.88.1", "Content-Type: multipart/form-data; boundary=x"], status: 200)
        },
    ]

    private static func document(_ code: String, _ fields: String, ec: String) -> String {
        "<Error><Code>\(code)</Code><Message>Something.</Message><RequestId>65F0</RequestId><HostId>h</HostId>\(fields)<EC>\(ec)</EC></Error>"
    }

    /// A URL for a network of 24 bits and a VPC, with or without the network's address.
    private static func bound(_ version: SignatureVersion = .v4, address: String?) -> String {
        var request = Signed.request(parameters: [QueryParameter("x-oss-ac-subnet-mask", "24"), QueryParameter("x-oss-ac-vpc-id", "vpc-a")])
        let source = QueryParameter("x-oss-ac-source-ip", address ?? "203.0.113.0")
        if address == nil { request.impliedParameters = [source] } else { request.parameters.append(source) }
        return Signed.url(request, Signed.signer(version))
    }

    static let answers: [SeededFailure] = [
        SeededFailure("an error document alone", "content_type_not_signed", says: "x-www-form-urlencoded") {
            try Signed.mismatch("PUT", Signed.url(), ["Content-Type: application/x-www-form-urlencoded"])
        },
        SeededFailure("an error document alone, V1", "content_type_not_signed", says: "image/png") {
            try Signed.mismatch("PUT", Signed.url(Signed.request(), Signed.signer(.v1)), ["Content-Type: image/png"])
        },
        SeededFailure("an error document of another method", "method_differs", .with, says: "GET") {
            try Signed.mismatch("PUT", Signed.url(Signed.request(.get)), [])
        },
        SeededFailure("an error document that shows no cause", "signature_mismatch", .without) {
            try Signed.mismatch("PUT", Signed.url(Signed.request(.get)), [])
        },
        SeededFailure(
            "a URL that is bound to another network", "bound_elsewhere", says: "203.0.113.0/24 and the VPC vpc-a, and the request came from elsewhere"
        ) {
            try Signed.transcript("PUT", bound(address: "203.0.113.0"), [], body: document("SignatureDoesNotMatch", "", ec: "0002-00000225"))
        },
        SeededFailure("a URL of V1 that is bound to another network", "bound_elsewhere", says: "203.0.113.0/24") {
            try Signed.transcript("PUT", bound(.v1, address: "203.0.113.0"), [], body: document("SignatureDoesNotMatch", "", ec: "0002-00000602"))
        },
        SeededFailure("a URL that is bound to a network that it does not show", "bound_elsewhere", says: "a network of /24 that it does not show") {
            try Signed.transcript("PUT", bound(address: nil), [], body: document("SignatureDoesNotMatch", "", ec: "0002-00000225"))
        },
        SeededFailure("where a bound URL's request came from", "bound_elsewhere", says: "the request came from 198.51.100.0/24") {
            let seen =
                "<StringToSign>OSS4-HMAC-SHA256\n20241112T083238Z\n20241112/cn-hangzhou/oss/aliyun_v4_request\n00</StringToSign>"
                + "<CanonicalRequest>PUT\n/examplebucket/dir/example.txt\nx-oss-ac-source-ip=198.51.100.0&amp;x-oss-ac-subnet-mask=24\n\n\nUNSIGNED-PAYLOAD</CanonicalRequest>"
            return try Signed.transcript("PUT", bound(address: nil), [], body: document("SignatureDoesNotMatch", seen, ec: "0002-00000225"))
        },
        SeededFailure("an expired URL's document", "expired") {
            document(
                "AccessDenied", "<Expires>2024-11-12T08:47:38.000Z</Expires><ServerTime>2024-11-12T09:00:38.000Z</ServerTime>", ec: "0002-00000069")
        },
        SeededFailure("a slow clock", "clock_skew", says: "slow") {
            document(
                "RequestTimeTooSkewed",
                "<RequestTime>2024-11-12T08:15:00.000Z</RequestTime><ServerTime>2024-11-12T08:32:00.000Z</ServerTime>", ec: "0002-00000504")
        },
        SeededFailure("an unknown key", "unknown_access_key") {
            document("InvalidAccessKeyId", "<OSSAccessKeyId>x</OSSAccessKeyId>", ec: "0002-00000902")
        },
        SeededFailure("another key's token", "token_of_another_key") { document("AccessKeyIdAndSecurityTokenNotMatch", "", ec: "0002-00000905") },
        SeededFailure("an expired token", "token_expired") { document("SecurityTokenExpired", "", ec: "0002-00000908") },
        SeededFailure("an object that exists", "object_exists") { document("FileAlreadyExists", "", ec: "0026-00000026") },
        SeededFailure("path style, told by OSS", "path_style") { document("SecondLevelDomainForbidden", "", ec: "0003-00000405") },
        SeededFailure("the server's hint", "method_differs", .without, says: "PUT") {
            try Signed.transcript(
                "PUT", Signed.url(Signed.request(.get)), ["User-Agent: curl/7.88.1"],
                body: Signed.mismatch("PUT", Signed.url(Signed.request(.get)), []),
                answerHeaders: ["x-waybill-hint: The signature is for GET, and the request was sent as PUT; send GET, or sign for PUT."])
        },
        SeededFailure("a proxy that adds a header", "header_added_on_the_way", .without, says: "x-oss-meta-proxy") {
            try Signed.transcript(
                "PUT", Signed.url(), ["User-Agent: curl/7.88.1"], body: Signed.mismatch("PUT", Signed.url(), ["x-oss-meta-proxy: 1"]))
        },
    ]
}
