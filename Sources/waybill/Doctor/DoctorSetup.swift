import OSSClient
import OSSSigning

/// What the settings say is to be checked.
struct DoctorSetup {
    private(set) var subject: CheckupSubject
    let transport: TransportConfiguration

    /// A presigned URL: it says itself where it points, and nobody's credentials are asked for.
    init(_ options: ClientOptions, bucket: BucketName?, url: String, origin: Origin?) throws {
        let blanks: (Character) -> Bool = { $0.isWhitespace }
        let text = url.drop(while: blanks).reversed().drop(while: blanks).reversed()
        let target = try CheckedURL(String(text))
        transport = try ClientSettings(options, bucket: bucket, isTracing: true).transport
        subject = CheckupSubject(endpoint: target.endpoint)
        subject.url = target
        subject.bucket = bucket
        subject.origin = origin
    }

    /// What flags, environment, files and a local server add up to. Credentials are looked for, and reported with the files that hold them.
    init(_ options: ClientOptions, bucket: BucketName?, origin: Origin?, _ report: (CheckResult) -> Void) async throws {
        let settings: ClientSettings
        // A source that is set up wrongly is a finding, and no reason not to look at the rest.
        do { settings = try ClientSettings(options, bucket: bucket) } catch {
            settings = try ClientSettings(options, bucket: bucket, isTracing: true)
        }
        let layered = settings.layered
        let endpoint = try ClientContext.endpoint(
            layered[.endpoint] ?? settings.server.map { SettingValue($0.endpoint, origin: "local server") })
        let region = try Self.region(layered[.region] ?? settings.server.map { SettingValue($0.region, origin: "local server") })
        guard let known = endpoint ?? region.map({ Endpoint(region: $0) }) else {
            throw CommandFailure.usage("no endpoint: pass -e oss-cn-hangzhou.aliyuncs.com or --region cn-hangzhou, or set OSS_ENDPOINT or OSS_REGION")
        }
        transport = settings.transport
        subject = CheckupSubject(
            endpoint: known, addressing: try ClientContext.addressing(layered),
            version: try layered.choice(.signVersion, SignatureVersion.init(rawValue:)) ?? .v4)
        subject.region = region
        subject.bucket = bucket
        subject.origin = origin
        let (trace, credentials) = await settings.chain().trace()
        subject.credentials = credentials
        report(CheckResult(credentials, trace, at: ClientClock.machineTime()))
        for file in KeyFile.all(options) { report(file.result) }
    }

    private static func region(_ value: SettingValue?) throws -> Region? {
        guard let value else { return nil }
        do { return try Region(value.text) } catch { throw CommandFailure.setting(value, "\(error)") }
    }
}

extension CheckResult {
    /// Where the credentials come from, and for how long they are good.
    init(_ credentials: Credentials?, _ trace: CredentialsTrace, at now: SigningTime) {
        guard let credentials else {
            let report = CredsReport(trace, nil)
            let hasFailed = report.steps.contains { $0.outcome == "failed" }
            self.init(.credentials, .failure(hasFailed ? .local : .refused), report.failure, advice: "see `waybill creds`")
            return
        }
        let report = CredsReport(trace, credentials)
        var facts = ["source": report.source ?? "", "kind": report.kind ?? "", "temporary": String(report.isTemporary)]
        facts["access_key_id"] = report.accessKeyID
        facts["expiration"] = report.expiration
        let text = "from \(report.source ?? "") (\(report.kind ?? ""))\(report.accessKeyID.map { ", access key \($0)" } ?? "")"
        guard let end = credentials.accessKey?.expiration else {
            self.init(.credentials, .ok, text, facts: facts)
            return
        }
        let rest = now.seconds(until: end)
        if rest <= 0 {
            self.init(.credentials, .failure(.refused), "\(text), expired at \(end)", advice: "get new temporary credentials", facts: facts)
        } else if rest < 900 {
            self.init(
                .credentials, .warning, "\(text), good for \(rest / 60) min \(rest % 60) s more",
                advice: "a presigned URL ends with them: get new ones first", facts: facts)
        } else {
            self.init(.credentials, .ok, "\(text), good until \(end)", facts: facts)
        }
    }
}
