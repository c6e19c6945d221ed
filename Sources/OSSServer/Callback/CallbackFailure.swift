import OSSWire

/// Why a callback failed. The object is stored all the same.
///
/// OSS page: "HTTP 203 status code".
enum CallbackFailure: Error, Hashable, Sendable {
    /// The application server answered with another status than 200.
    case status(Int)
    /// No address, no permission to connect to it, no connection, broken TLS, or an answer that was no HTTP.
    case noConnection
    /// Connected, but no whole answer in time.
    case timeout(address: String, milliseconds: Int64)
    /// The answer is not JSON, too long, or of unknown length.
    case notJSON
    /// More callbacks are under way than the server makes at a time.
    case tooMany

    /// The document that the uploader receives.
    var error: OSSError {
        switch self {
        case .status(let status): OSSError(status: 203, code: .callbackFailed, message: "Error status : \(status).", ec: "0007-00000203")
        case .noConnection:
            OSSError(
                status: 203, code: .callbackFailed, message: "Error status : -1.OSS can not connect to your callbackUrl, please check it.",
                ec: "0007-00000202")
        case .timeout(let address, let milliseconds):
            OSSError(
                status: 203, code: .callbackFailed,
                message: "Error status : -1 \(address) reply timeout, cost:\(milliseconds)ms, timeout:\(milliseconds)ms (err -4, errno115).",
                ec: "0007-00000202")
        case .notJSON:
            OSSError(status: 203, code: .callbackFailed, message: "Response body is not valid json format.", ec: "0007-00000205")
        case .tooMany: OSSError(status: 203, code: .callbackFailed, message: "Too many callback requests.")
        }
    }
}
