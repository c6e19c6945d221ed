import OSSSigning

/// What a client asks to be told to its application server when an upload has been stored.
///
/// OSS page: "Callback". Its limits: 5 KB of base 64 for each of the two values, five addresses, no IPv6.
package struct CallbackConfiguration: Sendable {
    /// One to five addresses, in the order in which they are tried.
    package let urls: [CallbackURL]
    /// What the Host header says instead of the address's own host.
    package let host: String?
    /// What is sent, with places for variables.
    package let body: CallbackTemplate
    /// How variables are written into the body, and its Content-Type.
    package let bodyType: CallbackBodyType
    /// Whether the client asks for the server name indication of TLS.
    package let sendsServerName: Bool
    /// The client's own variables, by their full names: `x:user`.
    package let variables: [CallbackVariable]

    /// The most bytes of each value, in base 64.
    package static let maximumBytes = 5 * 1024
    /// The most addresses.
    package static let maximumURLs = 5

    /// Reads the two values of a request.
    /// - Parameters:
    ///   - callback: base 64 of the JSON configuration.
    ///   - variables: base 64 of a JSON object of variables, if there is one.
    /// - Throws: the 400 that OSS answers. Whether the hosts may be connected to is not judged here.
    package init(callback: String, variables: String? = nil) throws(OSSError) {
        try self.init(callback: callback, parsed: try variables.map(CallbackVariable.list) ?? [])
    }

    /// Reads the `callback` field of a form; its variables are the form's other fields whose names begin with `x:`.
    /// - Throws: the 400 that OSS answers.
    package init(callback: String, formFields: [(name: String, value: String)]) throws(OSSError) {
        try self.init(callback: callback, parsed: try CallbackVariable.list(formFields: formFields))
    }

    private init(callback: String, parsed variables: [CallbackVariable]) throws(OSSError) {
        let members = try EncodedJSON.object(callback, argument: .callback)
        let reader = ConfigurationReader(members: members, encoded: callback)
        urls = try reader.urls()
        host = try reader.host()
        bodyType = try reader.bodyType()
        body = try reader.body()
        sendsServerName = try reader.sendsServerName()
        self.variables = variables
    }
}

/// How the body of a callback is written.
package enum CallbackBodyType: String, Sendable {
    /// Variables are percent-encoded.
    case form = "application/x-www-form-urlencoded"
    /// Variables are JSON values, strings with their quotes.
    case json = "application/json"
}

/// The members of the configuration, each with the error that OSS has for it. `null` is as good as absent.
private struct ConfigurationReader {
    let members: JSONObject
    /// The configuration as it was received, for the error document.
    let encoded: String

    func urls() throws(OSSError) -> [CallbackURL] {
        guard let text = members["callbackUrl"]?.string else { throw .callbackInvalid("url", value: encoded) }
        let parts = text.utf8.split(separator: ASCII.semicolon, omittingEmptySubsequences: false)
        guard parts.count <= CallbackConfiguration.maximumURLs else { throw .callbackTooManyURLs(value: encoded) }
        var urls: [CallbackURL] = []
        for part in parts {
            guard let url = CallbackURL(String(decoding: part, as: UTF8.self)) else { throw .callbackInvalid("url", value: encoded) }
            urls.append(url)
        }
        return urls
    }

    /// An empty host is what SDKs send for none.
    func host() throws(OSSError) -> String? {
        guard let host = try text("callbackHost", part: "host"), !host.isEmpty else { return nil }
        guard Authority(host) != nil else { throw .callbackInvalid("host", value: encoded) }
        return host
    }

    func body() throws(OSSError) -> CallbackTemplate {
        guard let text = try text("callbackBody", part: "body") else { throw .callbackInvalid("body", value: encoded) }
        guard !text.isEmpty else { throw .callbackEmptyBody(value: encoded) }
        return CallbackTemplate(text)
    }

    func bodyType() throws(OSSError) -> CallbackBodyType {
        guard let text = try text("callbackBodyType", part: "body type"), !text.isEmpty else { return .form }
        guard let type = CallbackBodyType(rawValue: ASCII.lowercased(text)) else { throw .callbackInvalid("body type", value: encoded) }
        return type
    }

    func sendsServerName() throws(OSSError) -> Bool {
        switch members["callbackSNI"] {
        case nil, .null?: return false
        case .boolean(let value)?: return value
        default: throw .callbackInvalid("sni", value: encoded)
        }
    }

    private func text(_ name: String, part: String) throws(OSSError) -> String? {
        switch members[name] {
        case nil, .null?: return nil
        case .string(let text)?: return text
        default: throw .callbackInvalid(part, value: encoded)
        }
    }
}

/// Base 64 of a JSON object, which is how both values travel.
enum EncodedJSON {
    static func object(_ encoded: String, argument: OSSError.CallbackArgument) throws(OSSError) -> JSONObject {
        guard encoded.utf8.count <= CallbackConfiguration.maximumBytes else { throw .callbackTooLong(argument) }
        guard let bytes = Base64.decode(encoded.utf8) else { throw .callbackNotBase64(argument, value: encoded) }
        guard let object = (try? JSONReader.read(bytes))?.object else { throw .callbackNotJSON(argument, value: encoded) }
        return object
    }
}
