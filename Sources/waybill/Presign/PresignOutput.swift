import ArgumentParser
import HTTPTypes
import OSSSigning
import OSSWire

/// How a presigned request is printed.
enum PresignFormat: String, CaseIterable, ExpressibleByArgument {
    /// The URL alone.
    case raw
    case json, yaml, xml

    /// `text` is what other command lines call the URL alone.
    init?(argument: String) {
        guard let format = argument == "text" ? .raw : PresignFormat(rawValue: argument) else { return nil }
        self = format
    }
}

/// What the formats other than raw print: a whole recipe.
struct PresignOutput: Encodable {
    let method: String
    let url: String
    let expiration: String
    let signedHeaders: [String: String]
    let hazards: [Hazard]
    /// With `--explain-limits`.
    let limits: [EnforcementReport.Line]?
    /// With `--check`.
    let check: PermissionCheck?

    struct Hazard: Encodable {
        let code: String
        let message: String
    }

    enum CodingKeys: String, CodingKey {
        case method, url, expiration, hazards, limits, check
        case signedHeaders = "signed_headers"
    }

    init(_ presigned: PresignedRequest, limits: [EnforcementReport.Line]?, check: PermissionCheck? = nil) {
        method = presigned.method.rawValue
        url = presigned.url
        expiration = presigned.expiration.rfc3339
        signedHeaders = Dictionary(presigned.signedHeaders.map { ($0.name.rawName, $0.value) }, uniquingKeysWith: { "\($0),\($1)" })
        hazards = presigned.hazards.map { Hazard(code: $0.code, message: $0.description) }
        self.limits = limits
        self.check = check
    }

    /// The text for stdout, without the line end. Of many, JSON is one object a line, and YAML one document each.
    func text(_ format: PresignFormat) throws -> String {
        switch format {
        case .raw: url
        case .json: try JSONText.encode(self)
        case .yaml: yaml
        case .xml: xml
        }
    }

    /// YAML takes JSON's strings as they are, and nothing in them can be mistaken for anything else.
    private var yaml: String {
        let quote = JSONQuoting.quote
        var lines = ["---"]
        if let check {
            lines.append("check:")
            for (name, value) in check.members { lines.append("  \(name): \(value.json)") }
        }
        lines.append("expiration: \(quote(expiration))")
        lines.append(hazards.isEmpty ? "hazards: []" : "hazards:")
        for hazard in hazards { lines += ["- code: \(quote(hazard.code))", "  message: \(quote(hazard.message))"] }
        if let limits {
            lines.append("limits:")
            for line in limits {
                lines += ["- wish: \(quote(line.wish))", "  enforced_by: \(quote(line.enforcedBy))", "  detail: \(quote(line.detail))"]
            }
        }
        lines.append("method: \(quote(method))")
        lines.append(signedHeaders.isEmpty ? "signed_headers: {}" : "signed_headers:")
        for (name, value) in signedHeaders.sorted(by: { $0.key < $1.key }) { lines.append("  \(quote(name)): \(quote(value))") }
        lines.append("url: \(quote(url))")
        return lines.joined(separator: "\n")
    }

    private var xml: String {
        var writer = XMLWriter()
        writer.element("PresignResult") { writer in
            writer.element("Method", method)
            writer.element("Url", url)
            writer.element("Expiration", expiration)
            writer.element("SignedHeaders") { writer in
                for (name, value) in signedHeaders.sorted(by: { $0.key < $1.key }) {
                    writer.element("Header") { writer in
                        writer.element("Name", name)
                        writer.element("Value", value)
                    }
                }
            }
            for hazard in hazards {
                writer.element("Hazard") { writer in
                    writer.element("Code", hazard.code)
                    writer.element("Message", hazard.message)
                }
            }
            if let check {
                writer.element("Check") { writer in check.write(to: &writer) }
            }
            for line in limits ?? [] {
                writer.element("Limit") { writer in
                    writer.element("Wish", line.wish)
                    writer.element("EnforcedBy", line.enforcedBy)
                    writer.element("Detail", line.detail)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
