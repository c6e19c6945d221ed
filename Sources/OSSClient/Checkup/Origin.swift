import OSSSigning

/// The origin of a page, as a browser names it: `https://app.example.com`, `http://localhost:5173`, or `null`.
package struct Origin: Hashable, Sendable {
    /// As it is sent.
    package let text: String

    /// `nil` for text that no browser sends: with a path, or a slash at its end.
    package init?(_ text: String) {
        if text != "null" {
            guard let separator = text.firstRange(of: "://"), separator.lowerBound > text.startIndex,
                text[..<separator.lowerBound].utf8.allSatisfy({ ASCII.isLowercaseAlphanumeric($0) || $0 == ASCII.hyphen || $0 == UInt8(ascii: "+") }),
                Authority(text[separator.upperBound...]) != nil
            else { return nil }
        }
        self.text = text
    }
}
