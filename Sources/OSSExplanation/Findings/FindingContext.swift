/// What the words of a finding depend on besides the finding.
struct FindingContext {
    var client = SendingClient.unknown
    /// The Content-Type that was sent.
    var contentType: String?
    /// Whether the client added the Content-Type by itself.
    var isAddedByClient = false
    /// Whether the signature was computed anew and matches under this supposition.
    var isProven = false
    /// More of a proof, from the server's answer.
    var evidence: String?

    /// The proof's sentence, with the evidence of the server's answer behind it.
    func proof(_ text: String?) -> String? {
        let parts = [isProven ? text.map { "computed anew, the signature matches \($0)" } : nil, evidence].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}
