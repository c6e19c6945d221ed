import OSSSigning
import OSSWire

/// An answer of the security token service: named texts in order, one level deep at the most, as JSON or as XML.
struct STSDocument {
    enum Content {
        case text(String)
        case members([(name: String, value: String)])
    }

    /// The root element in XML; JSON has none.
    let root: String
    private(set) var elements: [(name: String, content: Content)] = []

    init(_ root: String) { self.root = root }

    mutating func add(_ name: String, _ text: String) { elements.append((name, .text(text))) }

    mutating func add(_ name: String, _ members: [(name: String, value: String)]) { elements.append((name, .members(members))) }

    func response(status: Int, asJSON: Bool) -> Response {
        Response(
            status: status, headers: [("Content-Type", asJSON ? "application/json;charset=utf-8" : "text/xml;charset=utf-8")],
            body: .bytes(asJSON ? json : xml))
    }

    var json: [UInt8] {
        let members = elements.map { element in
            switch element.content {
            case .text(let text): JSONObject.Member(element.name, .string(text))
            case .members(let members):
                JSONObject.Member(element.name, .object(JSONObject(members.map { JSONObject.Member($0.name, .string($0.value)) })))
            }
        }
        return JSONValue.object(JSONObject(members)).bytes
    }

    var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element(root) { writer in
            for element in elements {
                switch element.content {
                case .text(let text): writer.element(element.name, text)
                case .members(let members):
                    writer.element(element.name) { writer in
                        for member in members { writer.element(member.name, member.value) }
                    }
                }
            }
        }
        return writer.bytes
    }
}

extension STSDocument {
    /// The document of a refusal.
    init(_ error: STSError, requestID: RequestID, authority: String) {
        self.init("Error")
        add("RequestId", requestID.rawValue)
        add("HostId", authority)
        add("Code", error.code)
        add("Message", error.message)
        add("Recommend", "https://api.aliyun.com/troubleshoot?q=\(PercentEncoding.encode(Array(error.code.utf8)))&product=Sts")
    }
}
