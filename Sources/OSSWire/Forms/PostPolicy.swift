package import OSSSigning

/// The policy of a form: until when it can be used, and what the form's fields and file have to be like.
///
/// OSS page: "PostObject", "Post policy".
package struct PostPolicy: Sendable {
    /// The last second in which the policy is valid.
    package let expiration: SigningTime
    /// At least one condition.
    package let conditions: [PolicyCondition]

    /// Reads the field `policy`.
    /// - Parameter base64: the value of the field.
    /// - Throws: InvalidPolicyDocument, 400.
    package init(base64: some Collection<UInt8>) throws(OSSError) {
        // Four digits for three bytes: what is longer would not be read anyway.
        guard base64.count <= JSONLimits.postPolicy.bytes / 3 * 4 + 4, let bytes = Base64.decode(base64) else {
            throw .invalidPolicyDocument("the policy is not base64 encoded.")
        }
        try self.init(json: bytes)
    }

    /// Reads a policy.
    /// - Throws: InvalidPolicyDocument, 400.
    package init(json: [UInt8]) throws(OSSError) {
        let document: JSONValue
        do { document = try JSONReader.read(json, limits: .postPolicy) } catch { throw .invalidPolicyDocument("Invalid JSON: \(error)") }
        guard case .object(let object) = document else { throw .invalidPolicyDocument("the policy is not an object.") }
        var expiration: SigningTime?
        var conditions: [PolicyCondition]?
        for member in object.members {
            switch member.name {
            case "expiration": expiration = try Self.expiration(member.value)
            case "conditions": conditions = try Self.conditions(member.value)
            // A member that is not understood might narrow the policy, so it is not passed over.
            default: throw .invalidPolicyDocument("unknown property in the policy.")
            }
        }
        guard let expiration else { throw .invalidPolicyDocument("Policy missing expiration.") }
        guard let conditions else { throw .invalidPolicyDocument("Policy missing conditions.") }
        self.expiration = expiration
        self.conditions = conditions
    }

    private static func expiration(_ value: JSONValue) throws(OSSError) -> SigningTime {
        guard case .string(let text) = value, text.utf8.last == UInt8(ascii: "Z"), let time = SigningTime(rfc3339: text) else {
            throw .invalidPolicyDocument("Invalid expiration: a time in ISO 8601 and UTC is needed.")
        }
        return time
    }

    private static func conditions(_ value: JSONValue) throws(OSSError) -> [PolicyCondition] {
        guard case .array(let elements) = value, !elements.isEmpty else {
            throw .invalidPolicyDocument("Invalid conditions: an array with at least one condition is needed.")
        }
        var conditions: [PolicyCondition] = []
        for element in elements { conditions.append(try PolicyCondition(element)) }
        return conditions
    }
}

/// Compares a form with its policy.
extension PostPolicy {
    /// What conditions are compared with besides the fields themselves.
    package struct Subject: Sendable {
        /// The bucket that the form was sent to, whatever a field of that name says.
        package let bucket: BucketName
        /// The type that the object will have: what `$content-type` means, so that no other way of setting the type goes around the condition.
        package let contentType: [UInt8]

        package init(bucket: BucketName, contentType: [UInt8]) {
            self.bucket = bucket
            self.contentType = contentType
        }
    }

    /// Checks everything but the size of the file.
    ///
    /// A field that a condition names has to be there; when it occurs several times, each has to meet the condition. Fields that no condition
    /// names are allowed.
    /// - Returns: the sizes in bytes that the file may have; `nil` when the policy does not say or allows none.
    /// - Throws: AccessDenied, 403, with the condition that is not met.
    package func check(_ form: VerifiedForm, _ subject: Subject, at now: SigningTime) throws(OSSError) -> ClosedRange<Int64>? {
        guard now <= expiration else { throw .policyExpired }
        try checkPins(form)
        var sizes: ClosedRange<Int64>?
        for condition in conditions {
            switch condition {
            case .contentLength(let range):
                let lower = max(range.lowerBound, sizes?.lowerBound ?? 0)
                let upper = min(range.upperBound, sizes?.upperBound ?? .max)
                guard lower <= upper else { throw .policyConditionFailed(condition.description) }
                sizes = lower...upper
            case .field(_, let test):
                let values = values(of: condition, form.fields, subject)
                guard !values.isEmpty, values.allSatisfy(test.isMet) else { throw .policyConditionFailed(condition.description) }
            }
        }
        return sizes
    }

    private func values(of condition: PolicyCondition, _ fields: FormFields, _ subject: Subject) -> [[UInt8]] {
        switch condition.canonicalName ?? "" {
        case "bucket": [Array(subject.bucket.rawValue.utf8)]
        case "content-type": [subject.contentType]
        case let name: fields.values(of: name)
        }
    }

    /// V4's own fields are signed by being in the policy, each with the very value that the form has.
    private func checkPins(_ form: VerifiedForm) throws(OSSError) {
        for name in form.pinnedFields {
            let value = form.fields.first(name.canonicalName) ?? []
            let isPinned = conditions.contains { condition in
                guard case .field(_, .equals(let text)) = condition, condition.canonicalName == name.canonicalName else { return false }
                return value.elementsEqual(text.utf8)
            }
            guard !isPinned else { continue }
            let needed = PolicyCondition.field(name: name.rawValue, .equals(String(decoding: value, as: UTF8.self)))
            throw .policyConditionFailed(needed.description)
        }
    }
}
