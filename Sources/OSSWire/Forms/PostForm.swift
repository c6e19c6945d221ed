package import HTTPTypes
package import OSSSigning

/// What a form asks for: the typed view of its fields. It can be made only from a form whose signature was verified, or that has none, and it
/// keeps to its policy.
///
/// OSS page: "PostObject".
package struct PostForm: Sendable {
    /// Whose signature the policy has; `nil` for an anonymous form, which only a bucket that everybody may write to takes.
    package let signer: VerifiedForm?
    /// Where the object goes, `${filename}` expanded.
    package let key: ObjectKey
    /// The fields that are headers of an upload, as a PutObject would have them. `content-type` is always there.
    package let headers: HTTPFields
    /// The sizes in bytes that the file may have; `nil` when there is no policy, or it does not say.
    package let sizes: ClosedRange<Int64>?
    /// 200, 201 or 204: the answer's status when there is no ``redirect``.
    package let successStatus: Int
    /// Where the client is sent after success, with status 303: visible ASCII, http or https.
    package let redirect: String?
    /// The field `callback`, base 64, not yet looked at.
    package let callback: [UInt8]?
    /// The fields `x:…`, in order, names in lower case.
    package let callbackVariables: [FormFields.Field]

    /// Checks a form and reads what it asks for.
    ///
    /// - Parameters:
    ///   - authentication: from ``RequestVerifier``.
    ///   - file: the file part's headers.
    ///   - bucket: where the form was sent.
    /// - Throws: InvalidArgument for a missing key, a field that occurs twice or cannot be a header; InvalidPolicyDocument; AccessDenied for a
    ///   policy that has expired or is not met; InvalidObjectName.
    package init(_ authentication: FormAuthentication, file: FormFile, bucket: BucketName, at now: SigningTime) throws(OSSError) {
        let fields = authentication.fields
        try Self.checkRepetition(fields)
        guard let template = fields.first("key") else { throw .missingFormField("key") }
        let contentType = Self.contentType(fields, file)
        switch authentication {
        case .anonymous:
            signer = nil
            sizes = nil
        case .signed(let form):
            signer = form
            sizes = try PostPolicy(base64: form.policy).check(form, PostPolicy.Subject(bucket: bucket, contentType: contentType), at: now)
        }
        key = try Self.key(template, file: file)
        headers = try Self.headers(fields, contentType: contentType)
        successStatus = Self.successStatus(fields)
        redirect = try Self.redirect(fields)
        callback = fields.first("callback").flatMap { $0.isEmpty ? nil : $0 }
        callbackVariables = fields.fields.filter { $0.canonicalName.hasPrefix("x:") }.map { FormFields.Field($0.canonicalName, $0.value) }
    }

    /// Of a field that acts there is one. With two, the policy might be met by the one and the object made by the other.
    private static func checkRepetition(_ fields: FormFields) throws(OSSError) {
        var seen: Set<String> = []
        for field in fields.fields where acts(field) {
            guard seen.insert(field.canonicalName).inserted else {
                throw .invalidArgument("The form field \(field.name) must occur once.", name: field.name, value: "")
            }
        }
    }

    private static func acts(_ field: FormFields.Field) -> Bool {
        let name = field.canonicalName
        return isHeader(name) || name.hasPrefix("x-oss-") || name.hasPrefix("x:")
            || ["key", "policy", "content-type", "success_action_status", "success_action_redirect", "callback"].contains(name)
    }

    private static func successStatus(_ fields: FormFields) -> Int {
        switch String(decoding: fields.first("success_action_status") ?? [], as: UTF8.self) {
        case "200": 200
        case "201": 201
        default: 204
        }
    }

    private static func redirect(_ fields: FormFields) throws(OSSError) -> String? {
        guard let value = fields.first("success_action_redirect"), !value.isEmpty else { return nil }
        let start = ASCII.lowercased(String(decoding: value.prefix(8), as: UTF8.self))
        let prefix = ["http://", "https://"].first { start.hasPrefix($0) }
        guard let prefix, value.count > prefix.utf8.count, value.count <= 8192,
            value.allSatisfy({ ASCII.isVisible($0) || $0 >= 0x80 }), String(validating: value, as: UTF8.self) != nil
        else {
            throw .invalidArgument("The success_action_redirect must be a URL.", name: "success_action_redirect", value: "")
        }
        return value.map { $0 < 0x80 ? String(Unicode.Scalar($0)) : "%" + Hex.uppercase([$0]) }.joined()
    }
}

// The key.
extension PostForm {
    private static let variable = Array("${filename}".utf8)

    /// Puts the file's base name in the place of every `${filename}`.
    private static func key(_ template: [UInt8], file: FormFile) throws(OSSError) -> ObjectKey {
        var bytes: [UInt8] = []
        var rest = template[...]
        // A key that has become too long is not made any longer: a template of 2 MB could ask for gigabytes.
        while let byte = rest.first, bytes.count <= ObjectKey.maximumByteCount {
            if byte == UInt8(ascii: "$"), rest.starts(with: variable) {
                bytes += file.baseName
                rest = rest.dropFirst(variable.count)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        let key: ObjectKey
        do { key = try ObjectKey(bytes: bytes) } catch { throw .invalidObjectName(error) }
        guard !key.beginsWithSeparator else { throw .invalidObjectName() }
        return key
    }
}

// The headers.
extension PostForm {
    /// The form's `x-oss-content-type`, else its `Content-Type`, else the part's, else what every object has that nobody gave a type.
    private static func contentType(_ fields: FormFields, _ file: FormFile) -> [UInt8] {
        let candidates = [fields.first("x-oss-content-type"), fields.first("content-type"), file.contentType]
        return candidates.lazy.compactMap(\.self).first { !$0.isEmpty } ?? Array("application/octet-stream".utf8)
    }

    private static let headerNames: Set<String> = [
        "cache-control", "content-disposition", "content-encoding", "expires", "x-oss-object-acl", "x-oss-forbid-overwrite", "x-oss-storage-class",
        "x-oss-tagging", "x-oss-hash-crc64ecma", "x-oss-traffic-limit",
    ]
    private static let headerPrefixes = ["x-oss-meta-", "x-oss-server-side-", "x-oss-object-worm-"]

    private static func isHeader(_ name: String) -> Bool {
        headerNames.contains(name) || headerPrefixes.contains { name.hasPrefix($0) }
    }

    private static func headers(_ fields: FormFields, contentType: [UInt8]) throws(OSSError) -> HTTPFields {
        var headers = HTTPFields()
        headers.append(try header("content-type", contentType))
        for field in fields.fields where isHeader(field.canonicalName) {
            // A browser sends every input of a form, the empty ones too. Empty metadata is metadata all the same.
            guard !field.value.isEmpty || field.canonicalName.hasPrefix("x-oss-meta-") else { continue }
            headers.append(try header(field.canonicalName, field.value))
        }
        return headers
    }

    private static func header(_ name: String, _ value: [UInt8]) throws(OSSError) -> HTTPField {
        guard let fieldName = HTTPField.Name(name), value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == ASCII.tab }) else {
            throw .invalidArgument("The form field cannot be a header.", name: name, value: "")
        }
        return HTTPField(name: fieldName, value: value)
    }
}
