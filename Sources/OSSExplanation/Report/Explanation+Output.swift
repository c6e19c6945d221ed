extension Explanation {
    /// The explanation as one JSON object on one line.
    ///
    /// `findings` has what is wrong, the worst first; `request` what the request says about itself. No secret, signature or token is in it.
    package var json: String {
        var object = JSONObjectText()
        object.add("schema", "waybill.explain.v1")
        object.add("refused", isRefused)
        object.add("findings", findings.map(\.json))
        var request = JSONObjectText()
        request.add("method", facts.method)
        request.add("host", facts.host)
        request.add("bucket", facts.bucket)
        request.add("key", facts.key)
        request.add("region", facts.region)
        request.add("access_key_id", facts.accessKeyID)
        request.add("signature_version", facts.signature)
        request.add("issued", facts.issued)
        request.add("expires", facts.expires)
        request.add("validity_seconds", facts.validitySeconds)
        request.add("client", facts.client)
        request.add("status", facts.status)
        request.add("ec", facts.ec)
        request.add("request_id", facts.requestID)
        request.add("signature_verified", facts.isVerified)
        object.add("request", request)
        return object.text
    }

    /// The explanation for people: a line for what is wrong, one for what shows it, one for what to do; the request's own facts behind them.
    package var text: String {
        var lines: [String] = []
        func add(_ label: String, _ text: String) {
            lines.append("  " + label + String(repeating: " ", count: max(9 - label.utf8.count, 1)) + text)
        }
        for finding in findings {
            add(finding.label.rawValue, finding.cause)
            if let proof = finding.proof { add("proof", proof) }
            if let fix = finding.fix { add("fix", fix) }
        }
        if findings.isEmpty {
            add("ok", facts.isVerified ? "the signature is right; nothing wrong was found" : "nothing wrong was found without the key")
        }
        let signer = [
            facts.accessKeyID, facts.signature.map { "signature \($0)" }, facts.region.map { "region \($0)" }, facts.bucket.map { "bucket \($0)" },
            facts.key.map { "key \($0)" },
        ]
        let known = signer.compactMap { $0 }
        if !known.isEmpty { add("signer", known.joined(separator: "  ")) }
        let request = [
            facts.method.map { "method \($0)" } ?? (facts.accessKeyID == nil ? nil : "method is not part of a URL: unknown"),
            facts.client.map { "sent by \($0)" }, facts.status.map { "answered \($0)" }, facts.requestID.map { "request id \($0)" },
        ]
        let said = request.compactMap { $0 }
        if !said.isEmpty { add("request", said.joined(separator: "  ")) }
        if let issued = facts.issued, let expires = facts.expires { add("valid", "from \(issued) to \(expires)") }
        return lines.joined(separator: "\n")
    }
}
