#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Environment variables, of the process or of a test. An empty one counts as not set.
package struct EnvironmentVariables: Sendable {
    private let find: @Sendable (String) -> String?

    /// These and no others.
    package init(_ values: [String: String]) { find = { values[$0] } }

    private init(find: @escaping @Sendable (String) -> String?) { self.find = find }

    /// The process's own.
    package static let process = EnvironmentVariables(find: { name in getenv(name).map { String(cString: $0) } })

    /// What is left when the environment is to be ignored: the user's home, and what only forbids.
    package var switchesOnly: EnvironmentVariables {
        let kept: Set = [
            "HOME", "ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "ALIBABA_CLOUD_ECS_METADATA_DISABLED", "ALIBABA_CLOUD_IMDSV1_DISABLED",
            "WAYBILL_ECS_METADATA_ENDPOINT",
        ]
        return EnvironmentVariables(find: { [find] in kept.contains($0) ? find($0) : nil })
    }

    package subscript(name: String) -> String? {
        guard let value = find(name), !value.isEmpty else { return nil }
        return value
    }

    /// Whether a switch is on: `true`, in any case, or `1`.
    package func isOn(_ name: String) -> Bool { self[name].map { $0.lowercased() == "true" || $0 == "1" } ?? false }

    /// The user's home folder, if it is known.
    package var home: String? { self["HOME"] ?? getpwuid(getuid()).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) } }

    /// A path with `~/` at its beginning written out.
    package func expanding(_ path: String) -> String {
        guard path.utf8.starts(with: "~/".utf8), let home else { return path }
        return home + path.dropFirst()
    }
}
