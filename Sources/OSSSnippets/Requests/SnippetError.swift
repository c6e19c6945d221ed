/// Why there is no program. The text says what to do instead.
package enum SnippetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody sends a file, reads one, looks at one or deletes one with this method.
    case method(String)
    /// The client would ask for another path than the one that was signed.
    case path(SnippetLanguage)
    /// The client adds a Content-Type that was not signed.
    case contentType(SnippetLanguage)
    /// The client does not let its user set this header.
    case header(String, SnippetLanguage)
    /// The client cannot send the value of this header as it was signed.
    case value(header: String, SnippetLanguage)

    package var description: String {
        switch self {
        case .method(let method): "there is no program for \(method): PUT, POST, GET, HEAD and DELETE have one"
        case .path(let language): "\(language.rawValue) rewrites a path with '.' or '..' in it; use curl"
        case .contentType(let language): "\(language.rawValue) adds a Content-Type by itself: sign one with --content-type"
        case .header(let name, let language): "\(language.rawValue) does not let anybody set the header \(name); do not sign it, or use curl"
        case .value(let header, let language): "\(language.rawValue) cannot send the value of \(header) as it was signed; use curl"
        }
    }
}
