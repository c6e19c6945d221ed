package import OSSWire

/// Why a policy document is refused when it is put.
package struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, for people: `Invalid Policy: ...` stands before it in OSS's answer.
    package let problem: String
    /// OSS's error cause, `0030-00000005` unless the rule has one of its own.
    package let ec: String

    package init(_ problem: String, ec: String = "0030-00000005") {
        self.problem = problem
        self.ec = ec
    }

    package var description: String { problem }

    /// 400 InvalidPolicyDocument.
    ///
    /// OSS page: "PutBucketPolicy".
    package var ossError: OSSError { OSSError(status: 400, code: .invalidPolicyDocument, message: "Invalid Policy: \(problem)", ec: ec) }
}

extension PolicyError {
    /// A part of the document in an error.
    static func quoted(_ text: String) -> String { OutsideText.quoted(text) }

    /// - Throws: When a text has control characters, which hide what it says.
    static func checkCharacters(_ text: String) throws(PolicyError) {
        guard text.unicodeScalars.contains(where: isControl) else { return }
        throw PolicyError("\(quoted(text)) has control characters.")
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .control }
}
