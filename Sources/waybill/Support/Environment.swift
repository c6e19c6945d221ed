import OSSSigning

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The environment variables of OSS's SDKs and ossutil. An empty one counts as not set.
struct Environment {
    let accessKeyID = Self.value("OSS_ACCESS_KEY_ID")
    let accessKeySecret = Self.value("OSS_ACCESS_KEY_SECRET")
    let sessionToken = Self.value("OSS_SESSION_TOKEN")
    let region = Self.value("OSS_REGION")
    let endpoint = Self.value("OSS_ENDPOINT")

    /// The credentials, if there are any. Half a pair is a mistake and not none.
    func credentials() throws -> Credentials? {
        switch (accessKeyID, accessKeySecret) {
        case (nil, nil): return nil
        case (let id?, let secret?):
            do { return try Credentials(accessKeyID: id, accessKeySecret: secret, securityToken: sessionToken) } catch {
                throw CommandFailure.usage("OSS_ACCESS_KEY_ID: \(error)")
            }
        case (nil, _): throw CommandFailure.usage("OSS_ACCESS_KEY_SECRET is set and OSS_ACCESS_KEY_ID is not")
        case (_, nil): throw CommandFailure.usage("OSS_ACCESS_KEY_ID is set and OSS_ACCESS_KEY_SECRET is not")
        }
    }

    static func value(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
        return value
    }
}
