import OSSSigning

/// What an answer's code says when it is not about the signature.
extension Inquiry {
    var answerFindings: [Explained] {
        guard observation.recorded.isEmpty else { return [] }
        guard let document else { return statusFindings }
        if let bound = bindingFinding { return [bound] }
        if let time = timeFinding(document) { return [time] }
        if let access = accessFinding(document) { return [access] }
        guard document.code != "SignatureDoesNotMatch", let words = Self.words(document) else { return generic(document) }
        return [Explained(words.code, label: .problem, cause: words.cause, proof: context.evidence, fix: words.fix)]
    }

    private func generic(_ document: ServerDocument) -> [Explained] {
        // The request itself says why, where it is known.
        guard document.code != "SignatureDoesNotMatch" || isBare else { return [] }
        let isBareMismatch = document.code == "SignatureDoesNotMatch"
        if document.code == "AccessDenied" || document.code == "InvalidArgument" || document.code == "InvalidRequest", !isBare, observation.url != nil
        {
            return []
        }
        return [
            Explained(
                isBareMismatch ? "signature_mismatch" : "refused", label: isBareMismatch ? .culprit : .problem,
                cause:
                    "the server refused: \(Wording.quoted(document.code, limit: 60))\(document.message.isEmpty ? "" : ", \(Wording.quoted(document.message, limit: 300))")",
                proof: context.evidence, fix: document.ec.map { "see https://api.aliyun.com/troubleshoot?q=\(Wording.quoted($0, limit: 40))" })
        ]
    }

    /// A document alone tells when the URL expired, or how far the clocks are apart.
    private func timeFinding(_ document: ServerDocument) -> Explained? {
        guard let server = document.time("ServerTime"), query.pairs.isEmpty || document.code == "RequestTimeTooSkewed" else { return nil }
        if document.code == "RequestTimeTooSkewed", let time = document.time("RequestTime") {
            let seconds = server.seconds(until: time)
            return Explained(
                "clock_skew", label: .clock,
                cause:
                    "your clock is \(LengthOfTime.text(seconds: seconds)) \(seconds > 0 ? "fast" : "slow"): the request says \(time), and the server's clock showed \(server)",
                proof: context.evidence, fix: "set the clock of the signing machine (timedatectl set-ntp true), and sign in UTC and not in local time"
            )
        }
        guard document.code == "AccessDenied" else { return nil }
        if let end = document.time("Expires") {
            return Explained(
                "expired", label: .expired,
                cause: "the URL expired at \(end), \(LengthOfTime.text(seconds: end.seconds(until: server))) before it was used",
                proof: "the server's clock showed \(server)\(document.ec.map { " (EC \($0))" } ?? "")",
                fix: "make a new URL, with a longer validity if need be: waybill presign ... --expires-duration 1h")
        }
        guard document.message.has("not valid yet") else { return nil }
        return Explained(
            "not_yet_valid", label: .clock,
            cause: "the URL is not valid yet: the signing machine's clock is ahead of the server's, which showed \(server)", proof: context.evidence,
            fix: "set the clock of the signing machine, and sign in UTC and not in local time")
    }

    private var statusFindings: [Explained] {
        switch observation.response?.status {
        case 0?:
            [
                Explained(
                    "no_answer", label: .culprit,
                    cause: "the browser got no answer that it may read: its preflight was refused, or the connection failed",
                    proof: "the archive shows status 0",
                    fix: "allow the page's origin, PUT and the headers it sends in the bucket's CORS rules: waybill cors put")
            ]
        case 403? where method == "OPTIONS": [Self.preflight]
        default: []
        }
    }

    private static let preflight = Explained(
        "cors_refused", label: .culprit,
        cause: "the browser's preflight was refused: no CORS rule of the bucket allows this origin, method and headers",
        fix: "allow the page's origin, PUT and the headers it sends in the bucket's CORS rules: waybill cors put")

    private static func words(_ document: ServerDocument) -> (code: String, cause: String, fix: String)? {
        let message = document.message
        if document.code == "AccessDenied" {
            if message.has("CORS") || message.has("preflight") { return (preflight.code, preflight.cause, preflight.fix ?? "") }
            if message.has("specified endpoint") {
                let endpoint = document["Endpoint"].map { " (\(Wording.quoted($0, limit: 100)))" } ?? ""
                return (
                    "region_mismatch", "the bucket is in another region, with another endpoint\(endpoint)",
                    "send and sign for the endpoint of the bucket's region"
                )
            }
            if message.has("expired") {
                return (
                    "expired", "the URL had expired when it was used",
                    "make a new URL, with a longer validity if need be: waybill presign ... --expires-duration 1h"
                )
            }
            if message.has("second level domain") || message.has("Second level domain") {
                return (
                    "path_style", "the bucket stood in the path, and OSS takes no path-style requests on its own endpoints",
                    "put the bucket before the host"
                )
            }
            return nil
        }
        return table[document.code].map { ($0.0, $0.1, $0.2) }
    }

    private static let table: [String: (String, String, String)] = [
        "SecondLevelDomainForbidden": (
            "path_style", "the bucket stands in the path, and OSS takes no path-style requests on its own endpoints", "put the bucket before the host"
        ),
        "InvalidAccessKeyId": (
            "unknown_access_key", "the access key that signed does not exist there, is disabled, or needs its security token",
            "sign with a key of this account; with a temporary key, give its token to the signer"
        ),
        "InvalidSecurityToken": ("token_invalid", "the security token belongs to another key or session", "use id, secret and token of one answer"),
        "AccessKeyIdAndSecurityTokenNotMatch": (
            "token_of_another_key", "the security token was given out for another access key", "use id, secret and token of one answer"
        ),
        "SecurityTokenExpired": (
            "token_expired", "the security token has expired, and with it the URL, whatever its own validity",
            "get new temporary credentials and sign again"
        ),
        "RequestTimeTooSkewed": (
            "clock_skew", "the clocks of client and server are more than 15 minutes apart",
            "set the clock of the signing machine (timedatectl set-ntp true)"
        ),
        "NoSuchBucket": ("no_such_bucket", "there is no such bucket", "check the bucket's name, and whether it stands in the host or in the path"),
        "NoSuchKey": ("no_such_key", "there is no such object", "check the key, byte for byte: case, slashes and escapes count"),
        "InvalidBucketName": (
            "bucket_name_invalid", "what was read as the bucket is no bucket's name", "use bucket.host/key, or host/bucket/key on a local server"
        ),
        "InvalidObjectName": ("key_invalid", "the key is not allowed: it is empty, too long, or begins with a slash", "sign another key"),
        "FileAlreadyExists": (
            "object_exists", "the object exists, and x-oss-forbid-overwrite was signed into the URL",
            "use a URL for another key, or sign without x-oss-forbid-overwrite"
        ),
        "EntityTooLarge": ("too_large", "the body is larger than one request may be (5 GB)", "upload in parts: waybill upload"),
        "MissingContentLength": ("content_length_missing", "the request has neither a Content-Length nor chunks", "send one of the two"),
        "InvalidDigest": ("digest_mismatch", "the body is not what Content-MD5 says", "send the body that was hashed, or sign without Content-MD5"),
        "MethodNotAllowed": (
            "method_not_allowed", "the method is not allowed for this resource",
            "send the method that the URL was signed for, to the URL as it was made"
        ),
        "CallbackFailed": (
            "callback_failed", "the object is stored, and the application server did not answer its callback as it has to",
            "look at the application server's log; waybill callback listen shows what it gets"
        ),
        "NotImplemented": (
            "not_implemented", "the server does not know this operation", "check the query for a parameter that does not belong there"
        ),
        "RequestTimeout": ("timeout", "the body did not arrive in time", "send it again, in parts if the connection is slow: waybill upload"),
    ]
}
