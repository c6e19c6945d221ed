import OSSSigning

extension RefererConfiguration {
    /// Whether a request passes. Only anonymous requests and presigned URLs are asked; those signed in a header are not.
    ///
    /// A rule covers a Referer that it names, and everything below that: `https://example.com` covers `https://example.com/page?x=1`, and not
    /// `https://example.com.org`. `*` and `?` are wildcards. Without any rule everything passes, with or without a Referer. The root of
    /// a site is the same with and without its slash, so `https://example.com` also covers `https://example.com/`, which browsers send.
    ///
    /// OSS page: "Configure hotlink protection".
    /// - Parameter referer: The value of the header; empty counts as none.
    package func allows(referer: String?) -> Bool {
        guard !allowed.isEmpty || !denied.isEmpty else { return true }
        guard let referer, !referer.isEmpty else { return allowsEmptyReferer }
        let spellings = spellings(Array(referer.utf8))
        func covers(_ rule: String) -> Bool {
            let below = rule.utf8.last == ASCII.slash ? ["*"] : ["/*"]
            let patterns = ([""] + below).map { WildcardPattern((rule + $0).utf8) }
            return spellings.contains { spelling in patterns.contains { $0.matches(spelling) } }
        }
        if denied.contains(where: covers) { return false }
        return allowed.isEmpty || allowed.contains(where: covers)
    }

    /// What is compared: the Referer as far as the configuration wants it, and the other spelling when that is the root of a site.
    private func spellings(_ referer: [UInt8]) -> [[UInt8]] {
        var rest = referer[...]
        if truncatesQuery || truncatesPath { rest = rest.prefix { $0 != ASCII.question } }
        let path = Self.pathStart(rest)
        if truncatesPath { rest = rest[..<path] }
        if path == rest.endIndex, path > 0 { return [Array(rest), Array(rest) + [ASCII.slash]] }
        if rest[path...].elementsEqual([ASCII.slash]) { return [Array(rest), Array(rest.dropLast())] }
        return [Array(rest)]
    }

    /// Where the path begins: at the first slash behind `://`, or at the end.
    private static func pathStart(_ referer: ArraySlice<UInt8>) -> Int {
        guard let colon = referer.firstIndex(of: ASCII.colon), referer[colon...].starts(with: "://".utf8) else { return referer.endIndex }
        return referer[(colon + 3)...].firstIndex(of: ASCII.slash) ?? referer.endIndex
    }
}
