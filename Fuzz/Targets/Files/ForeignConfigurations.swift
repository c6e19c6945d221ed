import OSSClient

/// The configuration files of the aliyun command line and of Alibaba Cloud's SDKs.
enum ForeignConfigurations {
    static func read(_ input: [UInt8], _ variables: EnvironmentVariables) {
        if let file = try? AliyunConfiguration(input, path: "config.json") {
            for name in [nil, "default", "second"] { _ = try? file.finding(name, variables: variables) }
        }
        if let file = try? AlibabaCloudProfiles(input, path: "credentials") {
            for name in ["default", "second"] { _ = try? file.finding(name, variables: variables) }
        }
    }
}
