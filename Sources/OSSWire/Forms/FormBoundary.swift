import OSSSigning

/// The boundary between the parts of a form, from the request's Content-Type.
///
/// RFC 2046, section 5.1.1.
package struct FormBoundary: Hashable, Sendable {
    /// 1 to 70 of RFC 2046's boundary characters.
    package let bytes: [UInt8]

    /// Reads `multipart/form-data; boundary=…`.
    /// - Throws: RequestIsNotMultiPartContent for another type or without a boundary, MalformedPOSTRequest for a boundary that cannot be one.
    package init(contentType: String?) throws(OSSError) {
        let type = contentType ?? ""
        guard let parameters = HeaderParameters(type.utf8), parameters.value == "multipart/form-data", let bytes = parameters["boundary"] else {
            throw .requestIsNotMultiPartContent
        }
        guard FormLimits.boundaryBytes.contains(bytes.count), bytes.allSatisfy(Self.isLegal), bytes.last != ASCII.space else {
            throw .malformedPOSTRequest
        }
        self.bytes = bytes
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || ASCII.isLowercase(byte) || ASCII.isUppercase(byte) || "'()+_,-./:=? ".utf8.contains(byte)
    }
}
