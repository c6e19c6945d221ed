/// The clients for which a program can be printed. The raw value is the word on the command line.
package enum SnippetLanguage: String, CaseIterable, Sendable {
    case curl, wget, httpie, python, node, browser, java, go, csharp, cpp, php, swift, android, powershell

    /// Whether the client writes a Content-Type of its own when the request has none, and cannot be kept from it.
    ///
    /// For such a client a type has to be signed, or every upload is refused. wget sends `application/x-www-form-urlencoded`, or an empty
    /// header when it is told to send none; so does Android's HttpURLConnection for each method with a body, the JVM's and URLSession for POST.
    package func needsContentType(method: String) -> Bool {
        switch self {
        case .wget, .android: method == "PUT" || method == "POST"
        case .java, .swift: method == "POST"
        case .curl, .httpie, .python, .node, .browser, .go, .csharp, .cpp, .php, .powershell: false
        }
    }

    /// Whether the client resolves `.` and `..` in a path before it sends it, and so asks for another object than the one that was signed.
    var resolvesDotSegments: Bool {
        switch self {
        case .wget, .browser, .csharp, .swift, .powershell: true
        case .curl, .httpie, .python, .node, .java, .go, .cpp, .php, .android: false
        }
    }

    /// Whether the client sends header values as UTF-8. .NET refuses what is not ASCII unless it is configured in a way that older versions lack,
    /// and Android's HttpURLConnection refuses it always.
    var sendsUTF8Headers: Bool { self != .csharp && self != .powershell && self != .android }
}
