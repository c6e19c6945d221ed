/// What refuses a callback before anything is stored. All of them are 400 InvalidArgument; the words tell them apart.
///
/// OSS page: "Upload callback" in "Errors and Troubleshooting".
extension OSSError {
    /// The argument that the error document names.
    package enum CallbackArgument: String, Sendable {
        case callback = "callback"
        case variables = "callback-var"
    }

    /// The two carriers of a callback exclude each other.
    package static func callbackTwice(_ argument: CallbackArgument) -> OSSError {
        .invalidArgument(
            "Either the \(argument.rawValue) query string parameter or the x-oss-\(argument.rawValue) header should be specified, not both.",
            name: argument.rawValue, value: "")
    }

    /// `value` is the base 64 as it was received.
    package static func callbackNotBase64(_ argument: CallbackArgument, value: String) -> OSSError {
        .invalidArgument("The \(argument.rawValue) configuration is not base64 encoded.", name: argument.rawValue, value: value)
    }

    package static func callbackNotJSON(_ argument: CallbackArgument, value: String) -> OSSError {
        .invalidArgument("The \(argument.rawValue) configuration is not json format.", name: argument.rawValue, value: value)
    }

    /// The value itself is not repeated: it is what there was too much of.
    package static func callbackTooLong(_ argument: CallbackArgument) -> OSSError {
        .invalidArgument("The \(argument.rawValue) configuration is too long.", name: argument.rawValue, value: "")
    }

    /// `part` is OSS's word for the member that is wrong: `url`, `host`, `body`, `body type`, `sni`.
    package static func callbackInvalid(_ part: String, value: String) -> OSSError {
        .invalidArgument("The callback \(part) configuration is invalid.", name: CallbackArgument.callback.rawValue, value: value)
    }

    package static func callbackEmptyBody(value: String) -> OSSError {
        .invalidArgument("The callback body configuration is empty.", name: CallbackArgument.callback.rawValue, value: value)
    }

    package static func callbackTooManyURLs(value: String) -> OSSError {
        .invalidArgument("The callback configuration has too many urls.", name: CallbackArgument.callback.rawValue, value: value)
    }

    /// A variable whose name is not `x:` and lower case, or whose value is no string.
    package static func callbackInvalidVariable(value: String) -> OSSError {
        .invalidArgument("The callback-var configuration is invalid.", name: CallbackArgument.variables.rawValue, value: value)
    }

    /// `url` is the one address of the list that is meant.
    package static func callbackPrivateAddress(url: String) -> OSSError {
        .invalidArgument("Private address is forbidden to callback.", name: CallbackArgument.callback.rawValue, value: url)
    }

    package static func callbackUnknownHost(url: String) -> OSSError {
        .invalidArgument("Can not get ip by this host.", name: CallbackArgument.callback.rawValue, value: url)
    }
}

extension ErrorCode {
    /// `CallbackFailed`, which travels with status 203.
    package static let callbackFailed = ErrorCode("CallbackFailed")
}
