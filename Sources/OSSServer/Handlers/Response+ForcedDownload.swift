import OSSSigning

/// What keeps an uploaded object from acting as a page of this server in a viewer's browser.
///
/// Every bucket shares the server's address with all others, so a script in somebody's upload would run as if the server had sent it.
/// OSS page: "What do I do if objects are downloaded as attachments?"
extension Response {
    /// Makes of an answer with a type that may run scripts a download, whatever disposition was stored or asked for.
    mutating func forceDownloadOfActiveContent() {
        guard headers.contains(where: { $0.name == "Content-Type" && Self.mayRunScripts($0.value) }) else { return }
        let asked = headers.last { $0.name == "Content-Disposition" }?.value ?? ""
        headers.removeAll { $0.name == "Content-Disposition" }
        set("Content-Disposition", "attachment" + asked.utf8.drop { $0 != ASCII.semicolon }.text)
        // Should a browser show it all the same, nothing in it runs, and it is of no origin.
        set("Content-Security-Policy", "default-src 'none'; sandbox")
        set("x-oss-force-download", "true")
        set("x-oss-ec", "0048-00000105")
    }

    /// Whether browsers run, or might run, what a document of this type holds. Parts of names, since `image/svg+xml`, `application/xhtml+xml` and
    /// types yet to come are named after what they are made of.
    static func mayRunScripts(_ contentType: String) -> Bool {
        let lowered = contentType.utf8.map { ASCII.lowercased($0) }
        return lowered.indices.contains { start in activeNames.contains { lowered[start...].starts(with: $0) } }
    }

    private static let activeNames = ["htm", "xml", "svg", "xsl", "pdf", "mixed-replace", "rfc822"].map { Array($0.utf8) }
}

extension Substring.UTF8View {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
