import OSSSigning

extension Finding {
    /// The finding in the words of the client that made the request.
    func explained(_ context: FindingContext) -> Explained {
        switch self {
        case .headersNotSigned(let names): Self.notSigned(names, context)
        case .headerNotSent(let name, let signed): Self.notSent(name, signed, context)
        case .headerChanged(let name, let signed): Self.changed(name, signed, context)
        case .otherMethod(let signed, let sent):
            Explained(
                "method_differs", label: .culprit,
                cause: "the URL is signed for \(Wording.quoted(signed)), and the request is a \(Wording.quoted(sent))",
                proof: context.proof("with \(Wording.quoted(signed)) as its method"),
                fix: ClientFix.using(signed, context.client) + "; or sign for it: waybill presign ... --method \(Wording.quoted(sent))")
        case .combination(let findings): Self.combination(findings, context)
        case .additionalHeaderAbsent(let name):
            Explained(
                "additional_header_missing", label: .culprit, cause: "the signature covers the header \(Wording.header(name)), and it was not sent",
                proof: "x-oss-additional-headers lists it",
                fix: name.isSame(asAnyCase: "content-length")
                    ? Self.lengthFix(context.client) : "send \(Wording.header(name)) with the value that was signed")
        case .validityOutOfRange(let isMoment):
            Explained(
                code,
                cause: isMoment
                    ? "x-oss-expires looks like a moment, and V4 takes a number of seconds"
                    : "the validity is out of range: x-oss-expires is 1 to 604800 seconds",
                proof: context.evidence, fix: "sign with a validity of 1 s to 7 days: waybill presign ... --expires-duration 1h")
        case .expired, .expiresIsDuration: plain(code, label: .expired, context)
        case .notYetValid, .skewed: plain(code, label: .clock, context)
        case .unexplained:
            Explained(
                "signature_mismatch", label: .culprit, cause: "the signature does not match, and no usual slip explains it", proof: context.evidence,
                fix: "send every header that was signed, and the URL unchanged; if that does not help, the secret is another one")
        default: plain(code, label: Self.isOfRequest(self) ? .culprit : .problem, context)
        }
    }

    private static func lengthFix(_ client: SendingClient) -> String {
        client == .curl
            ? "curl: -T FILE sends a Content-Length, -T - does not"
            : client == .go ? "Go: request.ContentLength = size (an os.File is sent in chunks)" : "send the body with a Content-Length, not in chunks"
    }

    private static func isOfRequest(_ finding: Finding) -> Bool {
        switch finding {
        case .headerNotTrimmed, .repeatedHeader, .additionalHeadersNotSigned, .keySpelling, .parametersNotSigned, .querySpelling, .parameterChanged,
            .secretSpelling, .signatureForm, .resource, .derivation, .regionChanged, .dateLine, .layout:
            true
        default: false
        }
    }

    private static func notSigned(_ names: [String], _ context: FindingContext) -> Explained {
        guard names.contains("content-type") else {
            return Explained(
                "header_not_signed", label: .culprit, cause: "sent, and not signed: \(Wording.list(names.map(Wording.header)))",
                proof: context.proof("if \(names.count == 1 ? "it were" : "they were") absent"),
                fix: ClientFix.omitting(names, context.client) + "; or sign it: waybill presign ... -H '\(names[0]): ...'")
        }
        let others = names.filter { $0 != "content-type" }
        let value = context.contentType ?? ""
        let typical =
            context.isAddedByClient || context.client == .unknown ? ContentTypeHabit.typical(of: value).map { " (typical of: \($0))" } ?? "" : ""
        let cause =
            "\(context.client.name) sent Content-Type: \(Wording.quoted(value, limit: 80)), which was not signed\(typical)"
            + (others.isEmpty ? "" : "; nor were \(Wording.list(others))")
        return Explained(
            "content_type_not_signed", label: .culprit, cause: cause, proof: context.proof("if Content-Type were absent"),
            fix: ClientFix.omitting(["content-type"], context.client) + "; " + ClientFix.signing("content-type", value))
    }

    private static func notSent(_ name: String, _ signed: String, _ context: FindingContext) -> Explained {
        Explained(
            name == "content-type" ? "content_type_not_sent" : "header_not_sent", label: .culprit,
            cause: "\(Wording.header(name)) was signed as \(Wording.quoted(signed)), and was not sent",
            proof: context.proof("with \(Wording.header(name)): \(Wording.quoted(signed))"), fix: ClientFix.adding(name, signed, context.client))
    }

    private static func changed(_ name: String, _ signed: String, _ context: FindingContext) -> Explained {
        let sent = name == "content-type" ? context.contentType.map { " as \(Wording.quoted($0, limit: 80))" } ?? "" : ""
        return Explained(
            name == "content-type" ? "content_type_differs" : "header_differs", label: .culprit,
            cause: "\(Wording.header(name)) was signed as \(Wording.quoted(signed)), and was sent\(sent.isEmpty ? " with another value" : sent)",
            proof: context.proof("with \(Wording.header(name)): \(Wording.quoted(signed))"), fix: ClientFix.adding(name, signed, context.client))
    }

    private static func combination(_ findings: [Finding], _ context: FindingContext) -> Explained {
        var quiet = context
        quiet.isProven = false
        quiet.evidence = nil
        let parts = findings.map { $0.explained(quiet) }
        guard let first = parts.first else { return Finding.unexplained.explained(context) }
        return Explained(
            first.code, label: .culprit, cause: parts.map(\.cause).joined(separator: "; and "), proof: context.proof("without both of it"),
            fix: parts.compactMap(\.fix).joined(separator: "; and "))
    }

    /// From the hint, which says what is wrong and, behind a semicolon, what to do.
    private func plain(_ code: String, label: Explained.Label, _ context: FindingContext) -> Explained {
        let text = Array(hint.utf8)
        guard let cut = text.position(of: "; ") else {
            return Explained(code, label: label, cause: hint, proof: context.proof(proofOfMatch), fix: "make the URL anew: waybill presign ...")
        }
        return Explained(
            code, label: label, cause: text[..<cut].map { $0 }.text, proof: context.proof(proofOfMatch), fix: text[(cut + 2)...].map { $0 }.text)
    }

    /// Which change makes the signature match, for findings that a recomputation proves.
    private var proofOfMatch: String? {
        switch self {
        case .parametersNotSigned(let names): "without \(Wording.list(names)) in the query"
        case .keySpelling, .querySpelling, .resource: "over that spelling"
        case .parameterChanged(let name, let signed): "with \(Wording.quoted(name)) = \(Wording.quoted(signed))"
        case .headerNotTrimmed, .repeatedHeader, .additionalHeadersNotSigned, .tokenMovedToHeader, .tokenNotSigned: "under that supposition"
        case .secretSpelling, .derivation, .regionChanged, .dateLine, .payloadLine, .layout: "when it is made that way"
        case .signatureForm: "but for that damage"
        default: nil
        }
    }
}
