public import ArgumentParser
public import OSSServer
import OSSSigning

/// `ID:SECRET`.
struct AccessKeyArgument: ExpressibleByArgument {
    let id: String
    let secret: String

    init?(argument: String) {
        let parts = argument.utf8.split(separator: ASCII.colon, maxSplits: 1)
        guard parts.count == 2 else { return nil }
        id = String(decoding: parts[0], as: UTF8.self)
        secret = String(decoding: parts[1], as: UTF8.self)
    }
}

extension CallbackAllowance: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension TrustedProxy: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension VPCNetwork: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
