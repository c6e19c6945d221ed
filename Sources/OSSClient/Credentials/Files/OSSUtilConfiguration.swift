import OSSSigning

/// ossutil's configuration file, `~/.ossutilconfig`, in the syntax of its versions 2 (`[default]`, `[profile NAME]`, `[buckets NAME]`) and 1
/// (`[Credentials]`, `[Bucket-Endpoint]`, `[Bucket-Cname]`, `[AkService]`, `[Default]`).
///
/// OSS page: "Configure ossutil".
package struct OSSUtilConfiguration: Sendable {
    private let path: String
    private let document: INIDocument
    /// What the user should know: keys that mean nothing, a file that others may read. Each names path and line, and no value.
    package private(set) var warnings: [String] = []

    /// Reads the file at a path.
    /// - Returns: `nil` when there is none.
    /// - Throws: `ClientError` with the code `invalidConfiguration` that names the line.
    package static func read(_ path: String) throws(ClientError) -> OSSUtilConfiguration? {
        guard let file = try SmallFile.read(path) else { return nil }
        var configuration = try OSSUtilConfiguration(file.bytes, path: path)
        if file.isOpenToOthers {
            configuration.warnings.insert("\(path) can be read by others than you; chmod 600 it", at: 0)
        }
        return configuration
    }

    package init(_ bytes: [UInt8], path: String) throws(ClientError) {
        self.path = path
        document = try INIDocument(bytes, path: path)
        for section in document.sections { warn(about: section) }
    }

    /// What the file says.
    ///
    /// - Parameters:
    ///   - profile: the profile; the default one when `nil`. A named profile takes nothing from the default one.
    ///   - bucket: the bucket it is about; there may be an endpoint for it.
    /// - Returns: `nil` when there is no such profile.
    package func layer(profile: String?, bucket: String?) -> SettingLayer? {
        var values: [ClientSetting: SettingValue] = [:]
        var exists = profile == nil || profile == "default"
        for section in document.sections {
            switch Kind(section.name) {
            case .default, .credentials, .keyService:
                guard profile == nil || profile == "default" else { continue }
            case .profile(let name):
                guard let profile, name.utf8.elementsEqual(profile.utf8) else { continue }
                exists = true
            default: continue
            }
            merge(section.entries, into: &values)
        }
        guard exists else { return nil }
        if let bucket { merge(bucket: bucket, into: &values) }
        return SettingLayer("ossutil_config", absence: "\(path) has no credentials", values: values)
    }

    private enum Kind {
        case `default`, credentials, keyService, bucketEndpoint, bucketCNAME, unknown
        case profile(String)
        case buckets(String)

        init(_ name: String) {
            let words = name.split(whereSeparator: { $0 == " " || $0 == "\t" })
            let second = words.dropFirst().joined(separator: " ").filter { $0 != "\"" }
            switch (words.first.map(ASCII.lowercased) ?? "", words.count) {
            case ("default", 1): self = .default
            case ("credentials", 1): self = .credentials
            case ("akservice", 1): self = .keyService
            case ("bucket-endpoint", 1): self = .bucketEndpoint
            case ("bucket-cname", 1): self = .bucketCNAME
            case ("profile", 2...): self = second == "default" ? .default : .profile(second)
            case ("buckets", 2...): self = .buckets(second)
            default: self = .unknown
            }
        }
    }

    /// The profiles that have a name, for messages.
    package var profileNames: [String] {
        let names = document.sections.compactMap { section in if case .profile(let name) = Kind(section.name) { "\(Printable(name))" } else { nil } }
        return ["default"] + names.prefix(20)
    }

    private func merge(_ entries: some Sequence<INIDocument.Entry>, into values: inout [ClientSetting: SettingValue]) {
        for entry in entries where !entry.value.isEmpty {
            if let setting = ClientSetting(name: entry.key) { values[setting] = SettingValue(entry.value, origin: "\(path):\(entry.line)") }
        }
    }

    /// What stands for one bucket alone.
    private func merge(bucket: String, into values: inout [ClientSetting: SettingValue]) {
        let group = values[.buckets]?.text
        let general = values[.endpoint]
        // A custom domain does not tell its region; the endpoint for all buckets may.
        defer {
            if values[.region] == nil, let general, Self.region(of: values[.endpoint]) == nil, let region = Self.region(of: general) {
                values[.region] = SettingValue(region, origin: general.origin)
            }
        }
        for section in document.sections {
            switch Kind(section.name) {
            case .bucketEndpoint:
                if let entry = section.entry(bucket) { values[.endpoint] = SettingValue(entry.value, origin: "\(path):\(entry.line)") }
            case .bucketCNAME:
                guard let entry = section.entry(bucket) else { continue }
                values[.endpoint] = SettingValue(entry.value, origin: "\(path):\(entry.line)")
                values[.addressingStyle] = SettingValue("cname", origin: "\(path):\(entry.line)")
            case .buckets(let name):
                let isOfGroup = group.map { $0.utf8.elementsEqual(name.utf8) } ?? true
                for block in section.blocks where isOfGroup && block.name?.utf8.elementsEqual(bucket.utf8) ?? false {
                    merge(block.entries, into: &values)
                }
                if name.utf8.elementsEqual(bucket.utf8) {
                    for block in section.blocks where block.name == nil { merge(block.entries, into: &values) }
                }
            default: continue
            }
        }
    }

    private static func region(of endpoint: SettingValue?) -> String? { endpoint.flatMap { try? Endpoint($0.text) }?.regionID?.rawValue }

    private mutating func warn(about section: INIDocument.Section) {
        let entries: [INIDocument.Entry]
        switch Kind(section.name) {
        case .bucketEndpoint, .bucketCNAME: return
        case .unknown:
            warnings.append("\(path):\(section.line): the section [\(Printable(section.name))] is unknown and not read")
            return
        case .buckets: entries = section.blocks.flatMap(\.entries)
        default: entries = section.entries
        }
        for entry in entries where ClientSetting(name: entry.key) == nil && !ClientSetting.isKnownElsewhere(entry.key) {
            warnings.append("\(path):\(entry.line): the key \(Printable(entry.key)) is unknown")
        }
    }
}

extension INIDocument.Section {
    /// The last entry of a key with a value.
    fileprivate func entry(_ key: String) -> INIDocument.Entry? { entries.last { $0.key.utf8.elementsEqual(key.utf8) && !$0.value.isEmpty } }

    /// The section in blocks: a key without a value and the indented lines below it are one with a name; everything else is one without.
    fileprivate var blocks: [(name: String?, entries: [INIDocument.Entry])] {
        var blocks: [(name: String?, entries: [INIDocument.Entry])] = []
        for (index, entry) in entries.enumerated() {
            let next = entries.dropFirst(index + 1).first
            if !entry.isIndented, entry.value.isEmpty, next?.isIndented ?? false {
                blocks.append((entry.key, []))
            } else if entry.isIndented, let last = blocks.indices.last, blocks[last].name != nil {
                blocks[last].entries.append(entry)
            } else {
                blocks.append((nil, [entry]))
            }
        }
        return blocks
    }
}
