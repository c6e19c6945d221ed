public import OSSSigning

/// A form upload as its author means it: where files go, what they may be like, and which fields the form has.
///
/// A post policy is what limits an upload's size to a range, its type to a list, and its name to a prefix; a presigned URL can do none of these.
///
/// ```swift
/// var policy = PostPolicyBuilder(bucket: bucket, key: .prefix("photos/"))
/// policy.conditions = [.contentLength(1...10_485_760), .field(name: "content-type", .startsWith("image/"))]
/// let form = try policy.signed(by: signer, expires: .seconds(3600), at: now)
/// ```
///
/// OSS pages: "PostObject", "Post policy".
public struct PostPolicyBuilder: Hashable, Sendable {
    /// What the objects are called.
    public enum Key: Hashable, Sendable {
        /// Exactly so.
        case exact(ObjectKey)
        /// The prefix, and behind it the name of the file that is sent. An uploader may choose every other name that begins so.
        case prefix(String)
    }

    /// The bucket that takes the form.
    public var bucket: BucketName
    /// What the objects are called.
    public var key: Key
    /// Fields that the form has with exactly these values, for example `x-oss-meta-author`, `success_action_status` or `callback`. The policy
    /// demands each.
    public var fields: [FormField] = []
    /// What else is demanded. A field that a condition names must be sent.
    public var conditions: [PolicyCondition] = []

    /// A form without conditions but those on bucket and key.
    public init(bucket: BucketName, key: Key) {
        self.bucket = bucket
        self.key = key
    }

    /// Signs the form.
    ///
    /// - Parameters:
    ///   - expires: how long the form can be used: 1 s to seven days with V4.
    ///   - expiration: when it stops being usable; wins over `expires`.
    ///   - time: the signing time.
    /// - Throws: ``PostPolicyError``.
    public func signed(
        by signer: RequestSigner, expires: Duration = .seconds(900), expiration: SigningTime? = nil, at time: SigningTime
    ) throws(PostPolicyError) -> PresignedForm {
        try check()
        do throws(SigningError) {
            let end = try signer.formExpiration(expires: expires, expiration: expiration, at: time)
            let identity = signer.formIdentity(at: time).map { FormField($0.field.rawValue, $0.value) }
            let pinned = signer.version == .v4 ? identity : []
            let document = Self.document(expiration: end, conditions: keyConditions + (pinned + fields).map(\.condition) + conditions)
            let policy = Base64.encode(document.utf8)
            let signature = signer.formSignature(of: policy, at: time)
            return PresignedForm(
                url: try signer.formURL(for: bucket),
                fields: [keyField] + fields + identity
                    + [FormField(FormFieldName.policy.rawValue, policy), FormField(signature.field.rawValue, signature.value)],
                expiration: end)
        } catch {
            throw .signing(error)
        }
    }

    private static func document(expiration: SigningTime, conditions: [PolicyCondition]) -> String {
        #"{"expiration":"\#(expiration.iso8601Milliseconds)","conditions":[\#(conditions.map(\.json).joined(separator: ","))]}"#
    }
}

// The key.
extension PostPolicyBuilder {
    private static let variable = "${filename}"

    private var keyField: FormField {
        switch key {
        case .exact(let key): FormField("key", key.text)
        case .prefix(let prefix): FormField("key", prefix + Self.variable)
        }
    }

    private var keyConditions: [PolicyCondition] {
        let test: PolicyCondition.Test =
            switch key {
            case .exact(let key): .equals(key.text)
            case .prefix(let prefix): .startsWith(prefix)
            }
        return [.field(name: "bucket", .equals(bucket.rawValue)), .field(name: "key", test)]
    }
}

// The checks. What OSS would refuse is not signed.
extension PostPolicyBuilder {
    private func check() throws(PostPolicyError) {
        let text = Array(keyField.value.utf8.dropLast(isPrefix ? Self.variable.utf8.count : 0))
        guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), text.count <= ObjectKey.maximumByteCount else { throw .key }
        guard text.first != ASCII.slash, text.first != ASCII.backslash, !String(decoding: text, as: UTF8.self).contains(Self.variable) else {
            throw .key
        }
        var names = Set(["key", "bucket", "file", "submit"] + FormFieldName.allCases.map(\.canonicalName))
        for field in fields {
            let isName = field.name.utf8.allSatisfy { ASCII.isVisible($0) && $0 != UInt8(ascii: "\"") && $0 != ASCII.backslash }
            guard isName, !field.name.isEmpty, names.insert(ASCII.lowercased(field.name)).inserted else { throw .field(field.name) }
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .field(field.name) }
        }
        for condition in conditions {
            switch condition {
            case .contentLength(let range): guard range.lowerBound >= 0 else { throw .condition("content-length-range") }
            case .field(let name, _):
                guard !name.isEmpty, ASCII.lowercased(name) != "bucket" else { throw .condition(name) }
            }
        }
    }

    private var isPrefix: Bool { if case .prefix = key { true } else { false } }
}

/// A field of a form: a name and a text.
public struct FormField: Hashable, Sendable {
    /// The name, as OSS's documentation spells it.
    public let name: String
    /// The value; no control characters.
    public let value: String

    /// A field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    var condition: PolicyCondition { .field(name: ASCII.lowercased(name), .equals(value)) }
}

/// A form that anybody can upload a file with until it expires, without credentials: the signature is among its fields.
public struct PresignedForm: Hashable, Sendable {
    /// Where the form is sent, with POST and as multipart/form-data.
    public let url: String
    /// The fields, in the order in which they are to be sent. The file comes behind them, in a field called ``fileField``.
    public let fields: [FormField]
    /// The last second in which OSS takes the form.
    public let expiration: SigningTime

    /// The name of the field that holds the file. OSS ignores what stands behind it.
    public static let fileField = "file"
}

extension PresignedForm: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the fields, which hold the signature and the token.
    public var description: String { "POST \(url) until \(expiration)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["url": url, "expiration": expiration]) }
}

/// Why a form was not signed.
public enum PostPolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key or prefix begins with `/` or `\`, holds `${filename}` or a control character, or is too long.
    case key
    /// The field is one that the form has anyway, occurs twice, or has a name or a value that a form cannot carry.
    case field(String)
    /// The condition is on the bucket, which is matched exactly, has no name, or has a negative size.
    case condition(String)
    /// The credentials, the validity or the endpoint cannot be used.
    case signing(SigningError)

    /// A sentence that repeats no value.
    public var description: String {
        switch self {
        case .key: "a form's key begins neither with '/' nor with '\\', and holds neither ${filename} nor control characters"
        case .field(let name): "the field \(name) cannot be set: the form has it anyway, it occurs twice, or it holds what a form cannot carry"
        case .condition(let name): "there cannot be such a condition on \(name)"
        case .signing(let error): error.description
        }
    }
}
