/// What a request was for, as far as that became known.
package struct RecordedOperation: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case operation(Operation)
        case securityToken(SecurityTokenService.Action)
        /// A sub-resource that this server knows nothing of.
        case unknown(String)
        /// What came was no request, or names nothing that could be asked for.
        case none
    }

    let kind: Kind

    /// As the access log calls it: the operation's name, `GET ?name` for a sub-resource that nobody knows, or `-`.
    package var name: String {
        switch kind {
        case .operation(let operation): operation.name
        case .securityToken(let action): action.rawValue
        case .unknown(let name): name
        case .none: "-"
        }
    }

    /// The same as one of a closed list, whatever clients send.
    package var label: String {
        switch kind {
        case .operation, .securityToken: name
        case .unknown, .none: Self.otherLabel
        }
    }

    static let otherLabel = "Other"
    static let other = RecordedOperation(kind: .none)
}

extension RecordedOperation {
    init(_ destination: Routes.Destination?, _ action: SecurityTokenService.Action?) {
        kind =
            switch (action, destination) {
            case (let action?, _): .securityToken(action)
            case (nil, .operation(let operation)): .operation(operation)
            case (nil, .unknown(let name)): .unknown(name)
            case (nil, .notAllowed), (nil, nil): .none
            }
    }
}
