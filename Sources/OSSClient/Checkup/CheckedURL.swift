package import OSSSigning

/// A presigned URL as it was pasted, with what can be read off it. It is as good as a password, so it never describes itself whole.
package struct CheckedURL: Sendable {
    let text: String
    /// Where it points.
    package let endpoint: Endpoint
    private let query: Query

    /// The longest URL that is looked at.
    static let maximumBytes = 32 * 1024

    /// - Throws: ``ClientError`` with the code `invalidURL`.
    package init(_ text: String) throws(ClientError) {
        guard text.utf8.count <= Self.maximumBytes, let target = try? RequestTarget(text), let scheme = target.scheme,
            let authority = target.authority, let endpoint = try? Endpoint("\(scheme.rawValue)://\(authority)"),
            let query = try? Query(parsing: target.query)
        else { throw ClientError(.invalidURL, "the URL cannot be read; `waybill explain` says why, and repairs what mail and chats do to URLs") }
        self.text = text
        self.endpoint = endpoint
        self.query = query
    }

    /// Where it points, without what opens it.
    var withoutQuery: String { String(text.prefix { $0 != "?" }) }

    /// Whether it is signed, for here and for now.
    /// - Parameters:
    ///   - now: the server's time.
    ///   - region: that of the URL's host.
    func check(at now: SigningTime, region: Region?) -> CheckResult {
        if text.contains("&amp;") {
            return CheckResult(
                .url, .failure(.refused), "the URL went through HTML: it has &amp; in the place of &", advice: "waybill explain repairs it")
        }
        guard let validity else {
            return CheckResult(.url, .failure(.refused), "the URL carries no whole signature", advice: "waybill explain says what is missing")
        }
        var facts = ["version": validity.version, "expires": validity.end.rfc3339]
        facts["region"] = validity.region
        if let signed = validity.region, let region, !region.rawValue.utf8.elementsEqual(signed.utf8) {
            return CheckResult(
                .url, .failure(.refused), "the URL is signed for \(signed), and its host is in \(region)", advice: "presign with --region \(region)",
                facts: facts)
        }
        if validity.end < now {
            return CheckResult(
                .url, .failure(.refused), "the URL expired at \(validity.end), \(validity.end.seconds(until: now)) s ago",
                advice: "ask for a new one", facts: facts)
        }
        if let start = validity.start, now.seconds(until: start) > ServiceAnswer.tolerance {
            return CheckResult(
                .url, .failure(.refused), "the URL is from \(start), in the future: the clock of whoever signed it is wrong",
                advice: "have that clock set", facts: facts)
        }
        let rest = now.seconds(until: validity.end)
        return CheckResult(
            .url, rest < 60 ? .warning : .ok, "\(validity.version), valid until \(validity.end), for \(rest) s more", advice: nil, facts: facts)
    }

    /// What the signature says of itself.
    private struct Validity {
        let version: String
        let start: SigningTime?
        let end: SigningTime
        let region: String?
    }

    private var validity: Validity? {
        if let start = value("x-oss-date").flatMap({ SigningTime(iso8601Basic: $0) }) {
            guard let seconds = value("x-oss-expires").flatMap({ ASCII.number($0.utf8) }), (1...604_800).contains(seconds),
                let end = start.advanced(bySeconds: Int64(seconds)), let credential = value("x-oss-credential")?.split(separator: "/"),
                credential.count == 5, value("x-oss-signature")?.isEmpty == false
            else { return nil }
            return Validity(version: "V4", start: start, end: end, region: String(credential[2]))
        }
        guard let seconds = value("Expires").flatMap({ ASCII.number($0.utf8) }), let end = SigningTime(secondsSinceEpoch: Int64(seconds)),
            value("OSSAccessKeyId")?.isEmpty == false, value("Signature")?.isEmpty == false
        else { return nil }
        return Validity(version: "V1", start: nil, end: end, region: nil)
    }

    private func value(_ name: String) -> String? { query.values(name).first.map { String(decoding: $0, as: UTF8.self) } }
}

extension CheckedURL: CustomStringConvertible, CustomReflectable {
    package var description: String { withoutQuery }
    package var customMirror: Mirror { Mirror(self, children: ["url": withoutQuery]) }
}
