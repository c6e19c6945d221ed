import OSSSigning

/// The program that made a request, as far as its User-Agent or its command line says.
package enum SendingClient: String, Sendable, CaseIterable {
    case curl, wget, httpie, requests, httpx, aiohttp, urllib, axios
    case nodeFetch = "node fetch"
    case browser
    case java = "Java"
    case apacheHTTPClient = "Apache HttpClient"
    case okHTTP = "OkHttp"
    case go = "Go net/http"
    case cSharp = "C# HttpClient"
    case libcurl = "C++ libcurl"
    case php = "PHP curl"
    case urlSession = "URLSession"
    case powerShell = "PowerShell"
    case postman = "Postman"
    case unknown

    /// Recognises a User-Agent. The most telling words first: several clients name others.
    package init(userAgent: String?) {
        let agent = Array((userAgent ?? "").utf8.prefix(512)).lowercased
        let words: [(String, SendingClient)] = [
            ("powershell", .powerShell), ("postman", .postman), ("httpie", .httpie), ("python-requests", .requests), ("python-httpx", .httpx),
            ("aiohttp", .aiohttp), ("python-urllib", .urllib), ("axios", .axios), ("okhttp", .okHTTP), ("apache-httpclient", .apacheHTTPClient),
            ("go-http-client", .go), ("libcurl", .libcurl), ("guzzle", .php), ("php", .php), ("cfnetwork", .urlSession), ("urlsession", .urlSession),
            ("foundationnetworking", .urlSession), ("wget", .wget), ("java", .java), ("dalvik", .java), ("undici", .nodeFetch), ("node", .nodeFetch),
            ("(unknown version) curl/", .urlSession), ("curl/", .curl), ("mozilla/", .browser), (".net", .cSharp), ("dotnet", .cSharp),
        ]
        self = words.first { agent.contains($0.0) }?.1 ?? .unknown
    }

    /// The name in a sentence.
    var name: String { self == .unknown ? "the client" : rawValue }
}

/// Which clients send a Content-Type by themselves.
///
/// The table is what the clients were seen to send with an upload.
enum ContentTypeHabit {
    static func typical(of contentType: String) -> String? {
        let bare = ASCII.lowercased(String(contentType.utf8.prefix { $0 != ASCII.semicolon }.map { Character(Unicode.Scalar($0)) }))
        switch bare {
        case "application/x-www-form-urlencoded": return "curl --data-binary, wget --body-file, Python urllib, axios without a header"
        case "multipart/form-data": return "curl -F, a FormData body in a browser or axios, files= in requests or httpx"
        case "text/plain": return "fetch with a string body, httpie and aiohttp with a .txt file"
        case "application/json": return "httpie with data on stdin, curl --json, axios with an object, json= in requests"
        case "application/octet-stream": return "aiohttp with bytes, Invoke-RestMethod, a ByteArrayEntity"
        default: return "httpie with @file, aiohttp, fetch with a File or Blob"
        }
    }

    /// Whether a type is one that clients add by themselves and that people hardly ever sign.
    static func isAddedByClients(_ contentType: String, by client: SendingClient) -> Bool {
        let type = ASCII.lowercased(contentType)
        if type.begins(with: "application/x-www-form-urlencoded") || type.begins(with: "multipart/form-data") { return true }
        return switch client {
        case .httpie: true
        case .aiohttp, .nodeFetch, .browser: type.begins(with: "text/plain") || type == "application/octet-stream"
        case .axios: type == "application/json"
        default: false
        }
    }
}
