import OSSAccess
import OSSSigning

extension FuzzTarget {
    /// Security tokens: nobody without the key makes one that opens.
    static let securityToken = FuzzTarget("security-token") { input in
        let tokens = SecurityTokens(key: Fixed.required { try TokenKey(bytes: [UInt8](repeating: 7, count: TokenKey.byteCount)).orThrow() })
        let text = String(decoding: input, as: UTF8.self)
        try BrokenLaw.unless(tokens.open(text) == nil, "a token that was not given out does not open")
        if let session = RoleSession(bytes: input) {
            try BrokenLaw.unless(session.bytes == input, "a session is written as it was read")
        }
    }
}
