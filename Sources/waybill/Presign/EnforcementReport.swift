import HTTPTypes
import OSSSigning

/// What one URL limits, and who enforces it: OSS, nobody, or OSS if a post policy is used in place of the URL.
///
/// OSS pages: "Upload an object using a presigned URL", "PostObject".
struct EnforcementReport {
    /// One wish that people have of a link.
    struct Line: Encodable, Equatable {
        let wish: String
        /// `oss`, `nobody` or `post-policy`.
        let enforcedBy: String
        let detail: String

        enum CodingKeys: String, CodingKey {
            case wish, detail
            case enforcedBy = "enforced_by"
        }
    }

    private let presigned: PresignedRequest
    private let request: UnsignedRequest
    private let version: SignatureVersion
    private let hasToken: Bool

    init(_ presigned: PresignedRequest, of request: UnsignedRequest, version: SignatureVersion, hasToken: Bool) {
        self.presigned = presigned
        self.request = request
        self.version = version
        self.hasToken = hasToken
    }

    /// The lines, those that concern every URL first.
    var lines: [Line] { whole + (request.method == .put || request.method == .post ? uploads : []) }

    /// For people: who, what, how.
    var text: String {
        let names = ["oss": "enforced by OSS", "nobody": "enforced by nobody", "post-policy": "use a post policy"]
        return lines.map { line in
            let by = names[line.enforcedBy] ?? line.enforcedBy
            return by + String(repeating: " ", count: max(1, 20 - by.utf8.count)) + "\(line.wish): \(line.detail)"
        }.joined(separator: "\n")
    }

    private var whole: [Line] {
        let resource = request.resource.key.map { _ in "this one object" } ?? "this one bucket"
        return [
            oss("method and object", "\(request.method.rawValue), \(resource); every byte of the name is signed"),
            oss(
                "lifetime",
                "until \(presigned.expiration.rfc3339)\(hasToken ? ", or until the security token expires, if that is earlier" : "")"),
            nobody("not before", "the signing time can lie 15 minutes in the future at most"),
            nobody("number of uses, revoking", "it works until it expires; disabling the access key revokes it with all others"),
            sourceAddress,
            parameter("x-oss-ac-vpc-id").map { oss("source network", "VPC \($0)\(forwarding)") }
                ?? nobody("source network", "sign one with --vpc-id"),
            (parameter("x-oss-traffic-limit") ?? header("x-oss-traffic-limit")).map { oss("bandwidth", "\($0) bit/s") }
                ?? nobody("bandwidth", "sign a limit with --traffic-limit"),
        ]
    }

    private var sourceAddress: Line {
        let hidden = request.impliedParameters.first { $0.name == "x-oss-ac-source-ip" }?.value
        guard let address = hidden ?? parameter("x-oss-ac-source-ip") else { return nobody("source address", "sign one with --source-ip") }
        let mask = parameter("x-oss-ac-subnet-mask").map { "/\($0)" } ?? ""
        return oss("source address", "\(address)\(mask)\(forwarding)\(hidden == nil ? "" : "; the URL does not show it")")
    }

    /// Whose address it is that counts.
    private var forwarding: String {
        parameter("x-oss-ac-forward-allow") == "true" ? ", through proxies as well" : ", connected without a proxy"
    }

    private var uploads: [Line] {
        [
            header("content-type").map { oss("Content-Type", "exactly \($0)") }
                ?? oss("Content-Type", "none may be sent; sign one with --content-type"),
            postPolicy("Content-Type, a list or a pattern", "waybill post-policy --content-type 'image/*'"),
            header("content-length").map { oss("exact size", "\($0) bytes") } ?? nobody("exact size", "sign it with --size (v4)"),
            postPolicy("largest or smallest size", "waybill post-policy --max-size 10M; a presigned PUT takes up to 5 GB"),
            header("content-md5").map { oss("content", "only what has the MD5 \($0)") } ?? nobody("content", "sign its MD5 with --content-md5"),
            header("x-oss-forbid-overwrite") == "true"
                ? oss("no overwriting", "409 for a second upload; ignored where versioning is on")
                : nobody("no overwriting", "whoever has the URL can upload again; sign --forbid-overwrite"),
            oss("metadata, ACL, class, tags", "exactly what is signed\(version == .v4 ? "" : " (x-oss-* headers)"); nothing else may be sent"),
            postPolicy("the uploader chooses the name", "waybill post-policy oss://BUCKET/PREFIX/"),
            parameter("callback") != nil || header("x-oss-callback") != nil
                ? oss("callback", "made after each upload") : nobody("callback", "none; sign one with --callback"),
        ]
    }

    private func oss(_ wish: String, _ detail: String) -> Line { Line(wish: wish, enforcedBy: "oss", detail: detail) }
    private func nobody(_ wish: String, _ detail: String) -> Line { Line(wish: wish, enforcedBy: "nobody", detail: detail) }
    private func postPolicy(_ wish: String, _ detail: String) -> Line { Line(wish: wish, enforcedBy: "post-policy", detail: detail) }

    private func parameter(_ name: String) -> String? { request.parameters.first { $0.name == name }?.value }

    /// The value of a header that is signed.
    private func header(_ name: String) -> String? { presigned.signedHeaders.first { $0.name.canonicalName == name }?.value }
}
