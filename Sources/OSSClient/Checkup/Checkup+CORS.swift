import HTTPTypes
import OSSSigning
import OSSWire

extension Checkup {
    /// Asks what a browser asks before it uploads, and judges the answer as a browser does.
    func checkCORS(_ origin: Origin) async -> CheckResult {
        let headers: HTTPFields = [
            .origin: origin.text, .accessControlRequestMethod: "PUT", .accessControlRequestHeaders: "content-type",
        ]
        do {
            let url = try subject.preflightURL
            let answer = try await answer(to: TransportRequest(.options, url: url, headers: headers), operation: "OptionObject")
            return PreflightAnswer(answer, origin: origin, bucket: subject.bucket).result
        } catch {
            return CheckResult(.cors, .failure(.local), "no answer to a preflight: \(ClientError(transport: error).message)")
        }
    }
}

extension CheckupSubject {
    /// A preflight is answered for every key, whether there is such an object or not. The signature in a URL is passed over.
    fileprivate var preflightURL: String {
        get throws {
            if let url { return url.text }
            guard let bucket else { return try UnsignedRequest(.options, .service).anonymousURL(at: endpoint, addressing: addressing) }
            return try UnsignedRequest(.options, .object(bucket, ObjectKey("waybill-doctor"))).anonymousURL(at: endpoint, addressing: addressing)
        }
    }
}

/// The answer to a preflight, read as a browser reads it.
///
/// Fetch standard: "CORS-preflight fetch". OSS page: "OptionObject".
struct PreflightAnswer {
    private let answer: ServiceAnswer
    private let origin: Origin
    private let bucket: BucketName?

    init(_ answer: ServiceAnswer, origin: Origin, bucket: BucketName?) {
        self.answer = answer
        self.origin = origin
        self.bucket = bucket
    }

    var result: CheckResult {
        if let problem {
            return CheckResult(.cors, .failure(.refused), "a browser may not upload from \(origin.text): \(problem)", advice: remedy, facts: facts)
        }
        let exposed = names("access-control-expose-headers")
        let missing = ["etag", "x-oss-request-id", "x-oss-hash-crc64ecma"].filter { !exposed.contains($0) && !exposed.contains("*") }
        let age = answer.headers.text("access-control-max-age").map { ", remembered for \($0) s" } ?? ""
        let text = "a browser may upload from \(origin.text) with PUT and a Content-Type\(age)"
        guard missing.isEmpty else {
            return CheckResult(
                .cors, .warning, "\(text), but the page cannot read \(missing.joined(separator: ", "))", advice: remedy, facts: facts)
        }
        return CheckResult(.cors, .ok, text, facts: facts)
    }

    /// Why a browser does not go on.
    private var problem: String? {
        switch answer.error?.ec {
        case "0003-00000601": return "the bucket has no CORS rules"
        case "0003-00000602": return "no CORS rule of the bucket is for this origin, PUT and Content-Type"
        default: break
        }
        guard (200...299).contains(answer.status) else {
            return "the preflight is answered with \(answer.status) \(answer.error?.code.rawValue ?? "")"
        }
        guard let allowed = answer.headers.text("access-control-allow-origin") else { return "the answer has no Access-Control-Allow-Origin" }
        guard allowed == "*" || allowed.utf8.elementsEqual(origin.text.utf8) else { return "the answer is for the origin \(allowed.prefix(200))" }
        // Methods compare with regard to case, headers without.
        guard methods.contains("PUT") || methods.contains("*") else { return "PUT is not among the methods that are allowed" }
        let headers = names("access-control-allow-headers")
        guard headers.contains("content-type") || headers.contains("*") else { return "Content-Type is not among the headers that are allowed" }
        return nil
    }

    private var methods: [Substring] {
        (answer.headers.text("access-control-allow-methods") ?? "").split { $0 == "," || $0 == " " }
    }

    private func names(_ header: String) -> [String] {
        (answer.headers.text(header) ?? "").split { $0 == "," || $0 == " " }.map { ASCII.lowercased($0) }
    }

    private var remedy: String? {
        // There is nothing to put rules on.
        guard answer.error?.code != .noSuchBucket else { return nil }
        return "waybill cors put oss://\(bucket?.rawValue ?? "BUCKET") --for-upload \(origin.text)"
    }

    private var facts: [String: String] {
        var facts = ["origin": origin.text, "status": String(answer.status)]
        facts["ec"] = answer.error?.ec
        for name in ["allow-origin", "allow-methods", "allow-headers", "expose-headers", "max-age"] {
            facts[name.replacing("-", with: "_")] = answer.headers.text("access-control-\(name)")
        }
        return facts
    }
}

extension HTTPField.Name {
    fileprivate static var origin: Self { Self("Origin")! }
    fileprivate static var accessControlRequestMethod: Self { Self("Access-Control-Request-Method")! }
    fileprivate static var accessControlRequestHeaders: Self { Self("Access-Control-Request-Headers")! }
}
