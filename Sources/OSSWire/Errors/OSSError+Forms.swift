/// The errors of PostObject, with OSS's own words.
///
/// OSS pages: "PostObject", "HTTP 400 status code".
extension OSSError {
    package static let requestIsNotMultiPartContent = OSSError(
        status: 400, code: .requestIsNotMultiPartContent, message: "Bucket POST must be of the enclosure-type multipart/form-data.")
    package static let malformedPOSTRequest = OSSError(
        status: 400, code: .malformedPOSTRequest, message: "The body of your POST request is not well-formed multipart/form-data.")
    package static let incorrectNumberOfFiles = OSSError(
        status: 400, code: .incorrectNumberOfFilesInPOSTRequest, message: "POST requires exactly one file upload per request.")
    package static let fieldNameTooLong = OSSError(status: 400, code: .fieldItemTooLong, message: "Your name of form field is too long.")
    package static let fieldValueTooLong = OSSError(status: 400, code: .fieldItemTooLong, message: "Your value of form field is too long.")
    package static let maxPOSTPreDataLengthExceeded = OSSError(
        status: 400, code: .maxPOSTPreDataLengthExceeded, message: "Your POST request fields preceding the upload file were too large.")
    package static let entityTooSmall = OSSError(
        status: 400, code: .entityTooSmall, message: "Your proposed upload smaller than the minimum allowed size.")
    package static let policyExpired = OSSError(
        status: 403, code: .accessDenied, message: "Invalid according to Policy: Policy expired.", ec: "0006-00000213")

    /// A policy that is no policy; `reason` is OSS's wording of it.
    package static func invalidPolicyDocument(_ reason: String) -> OSSError {
        OSSError(status: 400, code: .invalidPolicyDocument, message: "Invalid Policy: \(reason)")
    }

    /// A condition of the policy that the form does not meet, in the array form of conditions.
    package static func policyConditionFailed(_ condition: String) -> OSSError {
        OSSError(status: 403, code: .accessDenied, message: "Invalid according to Policy: Policy Condition failed: \(condition)")
    }

    /// A field that has to stand before the file, and does not.
    package static func missingFormField(_ name: String) -> OSSError {
        .invalidArgument(missingFormFieldMessage(name), name: name, value: "")
    }

    static func missingFormFieldMessage(_ name: String) -> String {
        "The bucket POST must contain the specified '\(name)'. If it is specified, please check the order of the fields"
    }
}
