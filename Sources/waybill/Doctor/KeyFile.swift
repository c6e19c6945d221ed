import OSSClient

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that may hold an access key.
struct KeyFile {
    let path: String
    /// The permissions, `0o600`.
    let permissions: Int

    /// Those that exist, of all that are looked at for credentials.
    static func all(_ options: ClientOptions) -> [KeyFile] {
        let variables = options.ignoreEnvVar ? EnvironmentVariables.process.switchesOnly : .process
        var paths = [variables.expanding(options.configFile ?? variables["OSSUTIL_CONFIG_FILE"] ?? "~/.ossutilconfig")]
        paths.append(variables.expanding("~/.aliyun/config.json"))
        paths +=
            variables["ALIBABA_CLOUD_CREDENTIALS_FILE"].map { [$0] }
            ?? ["~/.alibabacloud/credentials", "~/.alibabacloud/credentials.ini"].map(variables.expanding)
        paths += [KeptAccessKey.path(in: options.data), KeptCallbackKey.path(in: options.data)]
        return paths.compactMap(KeyFile.init)
    }

    private init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        self.path = path
        permissions = Int(status.st_mode & 0o777)
    }

    /// Whether others than its owner may read or change it.
    var result: CheckResult {
        let mode = String(repeating: "0", count: max(0, 4 - String(permissions, radix: 8).count)) + String(permissions, radix: 8)
        let facts = ["path": path, "mode": mode]
        guard permissions & 0o077 != 0 else { return CheckResult(.file, .ok, "\(path) has mode \(mode)", facts: facts) }
        return CheckResult(
            .file, .warning, "\(path) has mode \(mode): others on this machine can read or change it", advice: "chmod 600 \(path)", facts: facts)
    }
}
