import OSSSigning

/// What a URL says by itself: whether it is whole, who signed it, and for when.
extension Inquiry {
    /// Whether this is a browser's form, whose signature is not in the URL.
    var isFormPost: Bool {
        method == "POST" && !isPresigned && field("Authorization") == nil
            && (contentType.map { ASCII.lowercased($0).begins(with: "multipart/form-data") } ?? false)
    }

    /// Whether an answer says that something else than a missing signature was wrong.
    var isRefusedForOtherReason: Bool { document.map { $0.code != "AccessDenied" } ?? (observation.response?.status.map { $0 != 403 } ?? false) }

    var presentedAccessKeyID: String? {
        if let credential = query.value("x-oss-credential") {
            return credential.utf8.split(separator: ASCII.slash).first.map { String(decoding: $0, as: UTF8.self) }
        }
        if let id = query.value("OSSAccessKeyId") { return id }
        guard let value = field("Authorization") else { return nil }
        let bytes = Array(value.utf8)
        if value.begins(with: "OSS ") { return Array(bytes.dropFirst(4).prefix { $0 != ASCII.colon }).text }
        guard let start = bytes.position(of: "Credential=") else { return nil }
        return Array(bytes[(start + 11)...].prefix { $0 != ASCII.slash && $0 != ASCII.comma }).text
    }

    var presentedToken: String? { query.value("x-oss-security-token") ?? query.value("security-token") ?? field("x-oss-security-token") }

    /// The moment at which the request was certainly in time.
    var signingTime: SigningTime? {
        if let date = query.value("x-oss-date") { return SigningTime(iso8601Basic: date) }
        if let end = query.value("Expires"), let seconds = ASCII.number(end.utf8) { return SigningTime(secondsSinceEpoch: Int64(seconds)) }
        if let own = field("x-oss-date") { return SigningTime(iso8601Basic: own) ?? SigningTime(httpDate: own) }
        return field("Date").flatMap { SigningTime(httpDate: $0) }
    }

    /// How long a V4 URL lives, in seconds.
    var validity: Int64? { query.value("x-oss-expires").flatMap { ASCII.number($0.utf8) }.map(Int64.init) }

    /// The end of a URL's validity.
    var end: SigningTime? {
        if query.contains("x-oss-date") { return signingTime.flatMap { time in validity.flatMap { time.advanced(bySeconds: $0) } } }
        return query.contains("Expires") && query.contains("OSSAccessKeyId") ? signingTime : nil
    }

    /// A URL whose end was lost, or whose signature was.
    var cutFindings: [Explained] {
        guard observation.url != nil, isPresigned else { return [] }
        let cut = { (detail: String, proof: String?) in
            Explained("url_cut_off", cause: "the URL is cut off: \(detail)", proof: proof, fix: "copy the whole URL, to its last character")
        }
        let isV4 = AuthenticationNames.v4.contains(where: query.contains)
        let isV1 = query.contains("OSSAccessKeyId") || query.contains("Signature")
        guard isV4 != isV1 else { return [] }
        let order =
            isV4
            ? ["x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-signature-version", "x-oss-signature"]
            : ["OSSAccessKeyId", "Expires", "Signature"]
        let missing = order.filter { !query.contains($0) }
        let last = order.lastIndex { query.contains($0) } ?? -1
        let isEndMissing = !missing.isEmpty && missing.elementsEqual(order[(last + 1)...]) && missing.last == order.last
        let rest = query.pairs.last.map { $0.name.text } ?? ""
        let isNameCut = missing.contains { $0 != rest && $0.begins(with: rest) } && query.pairs.last?.value == nil
        if isEndMissing || isNameCut { return [cut("\(Wording.list(missing)) \(missing.count == 1 ? "is" : "are") missing at its end", nil)] }
        guard let signature = query.value(order.last ?? "") else { return [] }
        let wanted = isV4 ? 64 : 28
        let length = signature.utf8.count
        if length > 0, length < wanted { return [cut("the signature has \(length) of \(wanted) characters", nil)] }
        guard isV4, length > 0 else { return [] }
        guard length == wanted, Hex.decodeLowercase(signature.utf8) != nil else {
            return [
                Explained(
                    "signature_malformed", cause: "the signature is not 64 lower-case hexadecimal digits", proof: "it has \(length) characters",
                    fix: "copy the URL again, without anything behind it")
            ]
        }
        return []
    }

    /// A finding that needs no key, in words that fit who judges: an answer's clock, or this machine's.
    func explainedShape(_ finding: Finding) -> Explained {
        let clock =
            document?.time("ServerTime") != nil || observation.response != nil
            ? "the server's clock showed \(now)" : "this machine's clock shows \(now)"
        switch finding {
        case .expired(let seconds, _):
            let issued = validity.flatMap { validity in signingTime.map { " (issued \($0) for \(validity) s)" } } ?? ""
            return Explained(
                "expired", label: .expired,
                cause: "the URL expired at \(end.map(\.description) ?? "an unknown time"), \(LengthOfTime.text(seconds: seconds)) ago\(issued)",
                proof: clock, fix: "make a new URL, with a longer validity if need be: waybill presign ... --expires-duration 1h")
        case .notYetValid(let seconds, _):
            return Explained(
                "not_yet_valid", label: .clock,
                cause: "the URL is not valid yet: its date \(signingTime.map(\.description) ?? "") is \(LengthOfTime.text(seconds: seconds)) ahead",
                proof: clock, fix: "set the clock of the signing machine, and sign in UTC and not in local time")
        case .skewed(let seconds, _):
            return Explained(
                "clock_skew", label: .clock,
                cause:
                    "the request's date \(signingTime.map(\.description) ?? "") is \(LengthOfTime.text(seconds: seconds)) \(seconds > 0 ? "ahead of" : "behind") the server's clock: your clock is \(seconds > 0 ? "fast" : "slow")",
                proof: clock, fix: "set the clock of the signing machine (timedatectl set-ntp true), and sign in UTC and not in local time")
        case .wrongRegion(let signed, let server):
            return Explained(
                "region_mismatch",
                cause:
                    "the URL is signed for the region \(Wording.quoted(signed, limit: 60)), and its host is in \(Wording.quoted(server, limit: 60))",
                proof: "the host is \(Wording.quoted(authority, limit: 120))",
                fix:
                    "sign for \(Wording.quoted(server, limit: 60)): waybill presign ... --region \(Wording.quoted(server, limit: 60)); or use the host of the other region"
            )
        default:
            var context = self.context
            context.evidence = nil
            return finding.explained(context)
        }
    }

    /// A URL that no server could be asked.
    func explained(_ fault: RequestFault) -> Explained {
        switch fault {
        case .method: return Explained("method_malformed", cause: "the method is no method", fix: "send PUT, GET, HEAD, POST or DELETE")
        case .target:
            return Explained(
                "url_malformed", cause: "the URL is malformed: it holds characters that no URL has, or no host", fix: "copy the URL again")
        case .address(let error):
            let code =
                switch error {
                case .invalidBucketName: "bucket_name_invalid"
                case .invalidObjectKey: "key_invalid"
                case .malformedHost: "host_malformed"
                case .malformedEscape, .malformedQuery: "url_broken_escape"
                }
            return Explained(
                code, cause: Wording.quoted(error.description, limit: 200),
                fix: code == "bucket_name_invalid"
                    ? "use bucket.host or host/bucket/key; for a custom domain say --bucket NAME" : "copy the URL again, or sign it again")
        }
    }
}
