import OSSSigning

/// What clients add to a request, or change.
extension Inquiry {
    private var isMismatch: Bool { document?.code == "SignatureDoesNotMatch" }
    private var isSigned: Bool { isPresigned || field("Authorization") != nil }

    /// A form's body where a file's was meant.
    func multipartFindings(isStored: Bool) -> [Explained] {
        let isForm = observation.isMultipartForm || (contentType.map { ASCII.lowercased($0).begins(with: "multipart/form-data") } ?? false)
        guard isForm, method == "PUT" || isPresigned else { return [] }
        return [
            Explained(
                "multipart_form", label: .culprit,
                cause: isStored
                    ? "multipart/form-data was sent with \(method ?? "PUT"): the form's envelope, boundary lines and all, was stored as the object"
                    : "\(observation.client.name) sends multipart/form-data, as curl -F and FormData do: a presigned PUT takes the file alone, and would store the form's envelope",
                proof: isStored
                    ? "the request was accepted with that Content-Type"
                    : "the body is a form\(document.map { "; the server answered \(Wording.quoted($0.code, limit: 60))" } ?? "")",
                fix: ClientFix.sendingFile(observation.client))
        ]
    }

    /// What is suspected when no key can prove it.
    func headerFindings(isVerified: Bool) -> [Explained] {
        guard !isVerified, isSigned, observation.recorded.isEmpty else { return [] }
        var findings: [Explained] = []
        if field("content-encoding").map({ ASCII.lowercased($0).has("aws-chunked") }) == true {
            findings.append(
                Explained(
                    "aws_chunked", label: .culprit, cause: "the body is sent as aws-chunked, an S3 encoding that OSS does not take",
                    proof: "Content-Encoding: aws-chunked",
                    fix: "switch payload signing off in the S3 client, or use an OSS client"))
        }
        if isMismatch, let hint = observation.response?.field("x-waybill-hint") { findings.append(hinted(hint)) }
        if let contentType { findings += contentTypeFindings(contentType) }
        let names = ossHeaders
        if !names.isEmpty, isPresigned || isMismatch, !findings.contains(where: { $0.severity == .error }) {
            findings.append(
                isMismatch
                    ? Finding.headersNotSigned(names).explained(context)
                    : Explained(
                        "header_must_be_signed", .note, cause: "\(Wording.list(names)) is sent: the signature must cover it with this very value",
                        fix: ClientFix.omitting(names, observation.client) + ", if it was not signed"))
        }
        findings += trackingFindings
        if isMismatch, !findings.contains(where: { $0.severity == .error }) {
            findings.append(
                Explained(
                    "signature_mismatch", label: .culprit,
                    cause: "the signature does not match: another method, a header or parameter that was signed otherwise, or another secret",
                    proof: context.evidence,
                    fix:
                        "run this again with OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET set: each cause is then tried by computing the signature anew"
                ))
        }
        return findings
    }

    private func contentTypeFindings(_ type: String) -> [Explained] {
        guard isPresigned || isMismatch else { return [] }
        let isSuspected = context.isAddedByClient || ContentTypeHabit.isAddedByClients(type, by: observation.client)
        guard isMismatch || isSuspected else {
            guard observation.kind == .command else { return [] }
            return [
                Explained(
                    "content_type_must_be_signed", .note,
                    cause: "Content-Type: \(Wording.quoted(type, limit: 80)) is sent: the signature must cover it with this very value",
                    fix: ClientFix.omittingContentType(observation.client) + ", if it was not signed")
            ]
        }
        return [Finding.headersNotSigned(["content-type"]).explained(context)]
    }

    private var trackingFindings: [Explained] {
        guard query.contains("x-oss-signature") else { return [] }
        let names = query.pairs.map { $0.name.text }.filter(AuthenticationNames.isTracking)
        guard !names.isEmpty else { return [] }
        return [
            Explained(
                "parameter_not_signed", label: .culprit,
                cause: "\(Wording.list(names)) was added to the query after signing, as mailings and web tools do for their counting",
                proof: "V4 signs every parameter, and nobody signs this one", fix: "take it out of the URL")
        ]
    }

    /// What this project's server says in its header; it had the key.
    private func hinted(_ hint: String) -> Explained {
        let text = Array(hint.utf8)
        let proof = "the server computed the signature anew and said so in x-waybill-hint"
        if hint.begins(with: "Content-Type was sent but not signed"), contentType != nil {
            var context = self.context
            context.evidence = proof
            return Finding.headersNotSigned(["content-type"]).explained(context)
        }
        let codes = [
            ("was sent but not signed", "header_not_signed"), ("were sent but not signed", "header_not_signed"), ("but not sent", "header_not_sent"),
            ("arrived with another value", "header_differs"), ("The signature is for", "method_differs"),
            ("which was not signed", "parameter_not_signed"),
        ]
        var code = codes.first { text.contains($0.0) }?.1 ?? "signature_hint"
        if hint.begins(with: "Content-Type"), code == "header_not_sent" { code = "content_type_not_sent" }
        if hint.begins(with: "Content-Type"), code == "header_differs" { code = "content_type_differs" }
        let cut = text.position(of: "; ")
        return Explained(
            code, label: .culprit, cause: cut.map { Array(text[..<$0]).text } ?? hint, proof: proof, fix: cut.map { Array(text[($0 + 2)...]).text })
    }
}
