/// Canonical requests and strings to sign without the security token, which is as good as a password.
enum RedactedText {
    static func signing(_ text: String) -> String {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let parts = line.split(separator: "&", omittingEmptySubsequences: false).map { part -> String in
                for name in ["x-oss-security-token=", "security-token=", "x-oss-security-token:"] {
                    if let range = part.firstRange(of: name) { return String(part[..<range.upperBound]) + "<redacted>" }
                }
                return String(part)
            }
            lines.append(parts.joined(separator: "&"))
        }
        return lines.joined(separator: "\n")
    }
}
