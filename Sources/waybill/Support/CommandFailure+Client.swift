import OSSAccess
import OSSClient
import OSSSigning

extension CommandFailure {
    /// What went wrong while something was sent, with the exit status that is documented for it.
    init(_ error: any Error) {
        switch error {
        case let error as CommandFailure: self = error
        case let error as ServiceError: self.init(error)
        case let error as ClientError: self.init(error, otherwise: Self.status(of: error.code))
        case let error as SigningError: self = .usage("\(error)")
        case let error as NameError: self = .usage("\(error)")
        case let error as EndpointError: self = .usage("\(error)")
        case let error as OSSError: self = .usage(error.message)
        case let error as IdentityError: self.init(identities: error)
        case is CancellationError: self.init(status: .interrupted, message: "interrupted")
        default: self = .local("\(error)")
        }
    }

    /// Why there are no credentials: nothing is set up, or what is set up failed.
    init(credentials error: ClientError) { self.init(error, otherwise: error.code == .credentialsNotFound ? .usage : .local) }

    /// - Parameter status: what counts unless it was STS that refused.
    private init(_ error: ClientError, otherwise status: ExitStatus) {
        if let refusal = error.cause as? STSRefusal {
            self.init(status: .refused, message: error.message, code: refusal.code)
        } else {
            self.init(status: status, message: error.message)
        }
    }

    private init(_ error: ServiceError) {
        if error.isCallbackFailure {
            self.init(
                status: .refused,
                message: "the object is stored, but the callback failed: \(error.code): \(error.message)\(error.ec.map { " (EC \($0))" } ?? "")",
                service: error)
        } else {
            self.init(status: .refused, message: "\(error)", service: error)
        }
    }

    private static func status(of code: ClientError.Code) -> ExitStatus {
        switch code {
        case .checksumMismatch: .integrity
        case .expired, .notResumable: .notResumable
        // The service said so: with a 412, with another entity tag, with an answer of 3xx.
        case .objectChanged, .redirected: .refused
        case .invalidURL, .invalidWaybill, .invalidConfiguration, .sizeMismatch, .credentialsNotFound: .usage
        default: .local
        }
    }
}
