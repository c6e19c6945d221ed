import HTTPTypes
import OSSSigning

/// A request that can be judged, put together from an observation. Everything about it is read from here.
struct Inquiry {
    let observation: Observation
    /// The server's clock as far as it is known, else this machine's.
    let now: SigningTime
    let url: [UInt8]
    let query: RawQuery
    let scheme: String
    let authority: String
    let target: RequestTarget?
    /// Names in lower case of additional headers whose values are not known.
    private(set) var unknownHeaders: [String] = []
    let document: ServerDocument?
    let view: ServerView?
    private let fields: HTTPFields
    private let addressing: HostAddressing

    /// - Parameters:
    ///   - now: this machine's clock.
    ///   - bucket: what the URL's host is bound to, if it is a custom domain.
    init(_ observation: Observation, now: SigningTime, bucket: BucketName?) {
        self.observation = observation
        document = observation.response?.document
        view = document?.view
        let time = observation.moment ?? document?.time("ServerTime") ?? observation.response?.field("Date").flatMap { SigningTime(httpDate: $0) }
        self.now = time ?? now
        let isFromServer = observation.url == nil && view != nil
        let seen = isFromServer ? view?.request : nil
        url = Array((observation.url ?? seen?.target ?? "").utf8)
        query = RawQuery(ofURL: url)
        target = try? RequestTarget(url.text)
        scheme = target?.scheme?.rawValue ?? ""
        authority = target?.authority ?? observation.field("Host") ?? "localhost"
        var fields = HTTPFields()
        // An error document beside a bare URL tells the headers that were sent.
        let own = observation.fields.isEmpty && !observation.knowsFields ? view?.fields : nil
        for line in (seen?.fields ?? own ?? observation.fields).prefix(200) {
            guard let name = HTTPField.Name(line.name), HTTPField.isValidValue(line.value) else { continue }
            fields.append(HTTPField(name: name, value: line.value))
        }
        if let host = HTTPField.Name("Host"), fields[host] == nil, !isFromServer { fields[host] = authority }
        let additional = query.value("x-oss-additional-headers") ?? ""
        let mayBeSent = ["content-length", "expect", "user-agent", "accept", "accept-encoding", "transfer-encoding"]
        for part in additional.utf8.split(separator: ASCII.semicolon).prefix(32) {
            let name = String(decoding: part, as: UTF8.self)
            guard let field = HTTPField.Name(name), fields[field] == nil, name.utf8.elementsEqual(ASCII.lowercased(name).utf8) else { continue }
            let isOpen = !observation.knowsFields || observation.kind == .command && mayBeSent.contains(name)
            guard isOpen, !(observation.isChunked && name == "content-length"), !isFromServer else { continue }
            fields[field] = "0"
            unknownHeaders.append(name)
        }
        self.fields = fields
        var addressing = HostAddressing()
        if isFromServer { addressing.baseDomains = [] }
        if let bucket, let host = try? Endpoint(authority).host { addressing.cnames[host] = bucket }
        self.addressing = addressing
    }

    var endpoint: Endpoint? { try? Endpoint(authority) }

    /// The region that the host names.
    var hostRegion: Region? { endpoint?.cloudBoxID ?? endpoint?.regionID }

    /// Whether the request's signature is in its URL.
    var isPresigned: Bool { query.isSigned }

    /// Whether nothing at all is known of the request but an answer to it.
    var isBare: Bool { url.isEmpty }

    var method: String? { observation.method ?? view?.method }

    /// Whether all headers that matter are known.
    var knowsFields: Bool { observation.knowsFields || view != nil }

    func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }

    var contentType: String? { field("content-type") }

    /// The names of the headers that OSS signs, in lower case, but for those of authentication itself.
    var ossHeaders: [String] {
        var names: [String] = []
        for field in fields {
            let name = field.name.canonicalName
            let isProtocol = ["x-oss-date", "x-oss-content-sha256", "x-oss-security-token"].contains(name)
            if name.begins(with: "x-oss-"), !isProtocol, !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// The request with a method and in one spelling of its URL.
    func request(_ method: String, url: String? = nil) throws(RequestFault) -> ReceivedRequest {
        guard let method = HTTPRequest.Method(method) else { throw .method }
        let target: RequestTarget
        if let url {
            do { target = try RequestTarget(url) } catch { throw .target }
        } else {
            guard let own = self.target else { throw .target }
            target = own
        }
        do {
            return try ReceivedRequest(
                method: method, target: target, authority: target.authority ?? authority, fields: fields, addressing: addressing)
        } catch { throw .address(error) }
    }

    var context: FindingContext {
        FindingContext(
            client: observation.client, contentType: contentType,
            isAddedByClient: observation.addedByClient.contains("content-type")
                || contentType.map { ContentTypeHabit.isAddedByClients($0, by: observation.client) } ?? false,
            evidence: evidence)
    }

    /// What the server's answer says about its reason.
    private var evidence: String? {
        guard let document else { return nil }
        let ec = document.ec.map { " (EC \($0))" } ?? ""
        if document.code == "SignatureDoesNotMatch", let type = contentType, let view, view.fields.contains(where: { $0.name == "content-type" }) {
            return
                "the server's \(view.version == .v4 ? "CanonicalRequest" : "StringToSign") contains content-type:\(Wording.quoted(type, limit: 80))\(ec)"
        }
        return "the server answered \(Wording.quoted(document.code, limit: 60))\(ec)"
    }
}

/// Why a URL is none that a server could be asked.
enum RequestFault: Error {
    case method
    case target
    case address(AddressError)
}
