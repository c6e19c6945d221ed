import OSSClient

/// The environment of the process. An empty variable counts as not set.
enum Environment {
    static func value(_ name: String) -> String? { EnvironmentVariables.process[name] }
}
