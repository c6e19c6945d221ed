import HTTPTypes
import OSSSigning

/// What requests build their parts with: what is `nil` is left out.
extension UnsignedRequest {
    /// Sets a header.
    /// - Throws: `SigningError.invalidHeaderValue` for a value that HTTP cannot carry, instead of sending another one.
    mutating func set(_ name: HTTPField.Name, _ value: String?) throws(SigningError) {
        guard let value else { return }
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == ASCII.tab }) else { throw .invalidHeaderValue(name: name.rawName) }
        headers[name] = value
    }

    /// Sets a header that says `true`, or leaves it out.
    mutating func set(_ name: HTTPField.Name, _ flag: Bool) { if flag { headers[name] = "true" } }

    /// Sets a header that is a date.
    mutating func set(_ name: HTTPField.Name, _ time: SigningTime?) { if let time { headers[name] = time.httpDate } }

    /// Appends a parameter. An empty value counts: it stands alone, as in `?uploads`.
    mutating func add(_ parameter: String, _ value: String?) {
        if let value { parameters.append(QueryParameter(parameter, value)) }
    }

    /// Appends a parameter that is a number.
    mutating func add(_ parameter: String, _ number: Int?) { add(parameter, number.map { String($0) }) }

    /// Appends what the caller gave by hand. A header that the request has already is replaced.
    mutating func add(_ extras: RequestExtras) {
        for field in extras.headers { headers[field.name] = nil }
        for field in extras.headers { headers.append(field) }
        parameters += extras.parameters
        additionalHeaders += extras.additionalHeaders
    }
}
