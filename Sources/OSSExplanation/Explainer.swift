package import OSSSigning

/// Says what is wrong with a request: from the request alone, from the answer to it, and, with the key, by computing the signature anew.
///
/// It reads no clock, no file and no network.
package struct Explainer: Sendable {
    /// The keys that the caller has; the one that the request names is used.
    package var keys: [Credentials.AccessKey]
    /// The region that the server demands; `nil` for what the host says.
    package var region: Region?
    /// The region of servers whose host does not say theirs.
    package var defaultRegion: Region?
    /// The bucket that a custom domain is bound to.
    package var bucket: BucketName?
    /// This machine's clock. The server's, where the input tells it, comes first.
    package var now: SigningTime
    /// Whether `now` was given by the user, so that no clock of the input counts.
    package var isNowGiven = false

    package init(keys: [Credentials.AccessKey] = [], now: SigningTime) {
        self.keys = keys
        self.now = now
    }

    /// Explains one request.
    ///
    /// - Parameter input: the text that the observation was read from, whose secrets are kept out of the explanation.
    package func explain(_ observation: Observation, input: [UInt8]) -> Explanation {
        var observation = observation
        if isNowGiven { observation.moment = now }
        var inquiry = Inquiry(observation, now: now, bucket: bucket)
        let id = inquiry.presentedAccessKeyID
        let key = keys.first { $0.id.rawValue.isSame(asAnyCase: id ?? "") } ?? keys.first
        if let restored = restored(key?.id.rawValue, inquiry) {
            observation.url = restored
            if !observation.damage.contains(.lowercased) { observation.damage.append(.lowercased) }
            inquiry = Inquiry(observation, now: now, bucket: bucket)
        }
        let hidden = keys.flatMap { [$0.secret.exposed, $0.securityToken?.exposed].compactMap { $0 } }
        let redaction = Redaction(
            input: Array(input.prefix(1 << 20)) + [ASCII.lineFeed] + inquiry.url, secrets: hidden, accessKeyIDs: keys.map(\.id.rawValue))
        let signature = SignatureCheck(inquiry, key: key, region: region ?? inquiry.hostRegion ?? defaultRegion)
        var findings = observation.damage.map(\.finding)
        findings += inquiry.cutFindings
        let hasSucceeded = (observation.response?.status).map { (200..<400).contains($0) } ?? false
        if hasSucceeded {
            findings += inquiry.multipartFindings(isStored: true)
        } else {
            findings += observation.recorded
            findings += inquiry.answerFindings
            findings += inquiry.hostFindings.filter { !signature.isVerified || $0.code != "bucket_twice" }
            findings += signature.findings
            findings += inquiry.multipartFindings(isStored: false)
            findings += inquiry.headerFindings(isVerified: signature.isVerified || signature.isExplained)
            findings += inquiry.comparisonFindings
        }
        let facts = inquiry.facts(signature)
        return Explanation(
            findings: Self.ranked(findings).map { $0.redacted(by: redaction) }, facts: facts.redacted(by: redaction),
            url: observation.url == nil ? nil : signature.url ?? inquiry.url.text)
    }

    /// The worst first, each once, and the general ones only where nothing better was found.
    private static func ranked(_ findings: [Explained]) -> [Explained] {
        var seen: Set<String> = []
        var kept = findings.filter { seen.insert($0.code).inserted }
        let isMultipart = seen.contains("multipart_form")
        kept.removeAll { isMultipart && ["content_type_not_signed", "content_type_differs", "method_differs"].contains($0.code) }
        let isSpecific = kept.contains { $0.severity == .error && $0.code != "signature_mismatch" && !$0.code.begins(with: "url_") }
        if isSpecific { kept.removeAll { $0.code == "signature_mismatch" } }
        if seen.contains("url_cut_off") {
            kept.removeAll { ["parameter_missing", "parameter_empty", "unsigned", "date_malformed", "scope_malformed"].contains($0.code) }
        }
        if let multipart = kept.firstIndex(where: { $0.code == "multipart_form" }) {
            let finding = kept.remove(at: multipart)
            let place = kept.firstIndex { !$0.code.begins(with: "url_") } ?? kept.count
            kept.insert(finding, at: place)
        }
        return [Explained.Severity.error, .warning, .note].flatMap { severity in kept.filter { $0.severity == severity } }
    }

    /// The URL with the key's id in its right case, when it was lower-cased on its way.
    private func restored(_ id: String?, _ inquiry: Inquiry) -> String? {
        guard let id, inquiry.observation.url != nil else { return nil }
        let lower = ASCII.lowercased(id)
        guard lower != id else { return nil }
        for (name, end) in [("x-oss-credential=", "%2f"), ("x-oss-credential=", "%2F"), ("x-oss-credential=", "/"), ("OSSAccessKeyId=", "")] {
            guard let place = inquiry.url.position(of: name + lower + end) else { continue }
            var url = inquiry.url
            url.replaceSubrange(place + name.utf8.count..<place + name.utf8.count + lower.utf8.count, with: id.utf8)
            return url.text
        }
        return nil
    }
}
