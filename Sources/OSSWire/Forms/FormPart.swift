import OSSSigning

/// The file of a form, as its part's headers describe it.
package struct FormFile: Hashable, Sendable {
    /// The name that the client gave, with directories if it sent any; empty without one. Bytes, since not every client sends UTF-8.
    package let name: [UInt8]
    /// The part's own Content-Type, without the blanks around it; `nil` without one or with an empty one.
    package let contentType: [UInt8]?

    package init(name: [UInt8], contentType: [UInt8]?) {
        self.name = name
        self.contentType = contentType
    }

    /// The name behind the last slash or backslash.
    package var baseName: ArraySlice<UInt8> {
        name[(name.lastIndex { $0 == ASCII.slash || $0 == ASCII.backslash }.map { $0 + 1 } ?? 0)...]
    }
}

/// What the headers of a part say.
struct FormPart {
    let name: String
    /// `nil` when the part is no file.
    let file: FormFile?

    /// - Parameter lines: the headers, unfolded, without their line ends.
    /// - Throws: MalformedPOSTRequest, FieldItemTooLong.
    init(lines: [[UInt8]], limits: FormLimits) throws(OSSError) {
        var disposition: HeaderParameters?
        var contentType: [UInt8]?
        for line in lines {
            guard let colon = line.firstIndex(of: ASCII.colon), colon > 0 else { throw .malformedPOSTRequest }
            let name = ASCII.lowercased(String(decoding: line[..<colon], as: UTF8.self).trimmingBlanks)
            let value = line[(colon + 1)...].withUnsafeBytes { Array(ASCII.trimmed($0)) }
            switch name {
            case "content-disposition":
                guard disposition == nil, let parameters = HeaderParameters(value) else { throw .malformedPOSTRequest }
                disposition = parameters
            case "content-type":
                guard contentType == nil else { throw .malformedPOSTRequest }
                contentType = value
            case "content-transfer-encoding":
                // Another encoding would have to be decoded; browsers never send one.
                guard ["7bit", "8bit", "binary"].contains(ASCII.lowercased(String(decoding: value, as: UTF8.self))) else {
                    throw .malformedPOSTRequest
                }
            default: break
            }
        }
        guard let disposition, disposition.value == "form-data", let nameBytes = Self.text("name", of: disposition) else {
            throw .malformedPOSTRequest
        }
        guard nameBytes.count <= limits.nameBytes else { throw .fieldNameTooLong }
        guard let name = String(validating: nameBytes, as: UTF8.self) else { throw .malformedPOSTRequest }
        self.name = name
        let fileName = Self.text("filename", of: disposition)
        let isFile = ASCII.lowercased(name).utf8.elementsEqual("file".utf8)
        guard isFile || !(fileName ?? []).isEmpty else {
            file = nil
            return
        }
        // A file under another name is not the one that the form was to bring.
        guard isFile else { throw .incorrectNumberOfFiles }
        file = FormFile(name: fileName ?? [], contentType: (contentType ?? []).isEmpty ? nil : contentType)
    }

    /// A parameter, its RFC 5987 form first.
    private static func text(_ name: String, of parameters: HeaderParameters) -> [UInt8]? {
        if let extended = parameters[name + "*"], let text = decode(extended: extended) { return text }
        return parameters[name].map(unescaped)
    }

    /// `UTF-8''percent%20encoded`. Another charset, or what is malformed, counts as absent.
    private static func decode(extended value: [UInt8]) -> [UInt8]? {
        let parts = value.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, ASCII.lowercased(String(decoding: parts[0], as: UTF8.self)) == "utf-8",
            let text = try? PercentEncoding.decode(parts[2]), String(validating: text, as: UTF8.self) != nil, !text.contains(0)
        else { return nil }
        return text
    }

    /// Browsers escape a quote and line ends with a percent sign, and nothing else (WHATWG, "multipart/form-data encoding algorithm").
    private static func unescaped(_ value: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = value[...]
        while let byte = rest.first {
            let escape = rest.prefix(3)
            if byte == ASCII.percent, let index = escapes.firstIndex(where: { escape.elementsEqual($0.utf8) }) {
                result.append(escapedBytes[index])
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static let escapes = ["%22", "%0D", "%0A"]
    private static let escapedBytes: [UInt8] = [0x22, 0x0D, 0x0A]
}
