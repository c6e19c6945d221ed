import OSSSigning
import OSSWire

/// What the answer to a signed request tells about region, bucket and signature.
///
/// OSS routes first (is there such a bucket, and does it live here), looks at the scope and the signature then, and asks at last who may do what.
struct ServiceJudgement {
    private(set) var region: CheckResult?
    private(set) var bucket: CheckResult?
    private(set) var signature: CheckResult?
    /// The answer came before anybody looked at the signature.
    private(set) var isRoutedElsewhere = false

    init(_ answer: ServiceAnswer, subject: CheckupSubject) {
        let isSigned = subject.credentials?.accessKey != nil
        if let error = answer.error {
            read(error, subject: subject, isSigned: isSigned)
        } else {
            if subject.bucket != nil { readLocation(answer, subject: subject) }
            if isSigned { signature = CheckResult(.signature, .ok, "\(Self.version(subject)) signature accepted") }
        }
        if region == nil, !isRoutedElsewhere, let known = subject.region ?? subject.endpoint.regionID {
            region = CheckResult(.region, .ok, "\(known)", facts: ["configured": known.rawValue])
        }
    }

    private mutating func read(_ error: ServiceError, subject: CheckupSubject, isSigned: Bool) {
        let endpoint = error.details.first { $0.name == "Endpoint" }?.value
        if error.ec == "0003-00001403" || error.message.contains("must be addressed using the specified endpoint")
            || (300...399).contains(error.status)
        {
            isRoutedElsewhere = true
            region = .elsewhere(endpoint, subject: subject)
        } else if error.ec == "0002-00000226" || error.message.contains("signing region") {
            region = CheckResult(
                .region, .failure(.refused),
                "OSS does not take the region \(subject.signingRegion?.rawValue ?? "") in signatures at \(subject.endpoint)",
                advice: "set --region to the bucket's: an id such as cn-hangzhou, without oss- before it", facts: Self.facts(error))
        } else {
            readCode(error, subject: subject, isSigned: isSigned)
        }
    }

    private mutating func readCode(_ error: ServiceError, subject: CheckupSubject, isSigned: Bool) {
        let name = subject.bucket?.rawValue ?? ""
        switch error.code.rawValue {
        case "NoSuchBucket":
            isRoutedElsewhere = true
            bucket = CheckResult(
                .bucket, .failure(.refused), "there is no bucket \(name) at \(subject.endpoint)",
                advice: "check its name, and that the endpoint is that of its region", facts: Self.facts(error))
        case "SecondLevelDomainForbidden":
            isRoutedElsewhere = true
            bucket = CheckResult(
                .bucket, .failure(.refused), "OSS wants the bucket in the host's name", advice: "use --addressing-style virtual",
                facts: Self.facts(error))
        case _ where !isSigned: break
        case "AccessDenied" where error.ec?.hasPrefix("0002-") != true:
            signature = CheckResult(
                .signature, .warning, "\(Self.version(subject)) signature accepted, but \(error.operation) is not allowed: \(error.message)",
                advice: "nothing to do if this user needs to upload only; this says nothing about that", facts: Self.facts(error))
        default:
            signature = CheckResult(
                .signature, .failure(.refused), "\(error.code): \(error.message)", advice: Self.advice(error), facts: Self.facts(error))
        }
    }

    private mutating func readLocation(_ answer: ServiceAnswer, subject: CheckupSubject) {
        guard let location = try? LocationConstraint(answer: answer.body).location else {
            region = CheckResult(.region, .warning, "the service does not say where the bucket lives")
            return
        }
        bucket = CheckResult(.bucket, .ok, "\(subject.bucket?.rawValue ?? "") lives in \(location)", facts: ["location": location])
        let id = location.hasPrefix("oss-") ? String(location.dropFirst(4)) : location
        guard let configured = subject.region, !configured.rawValue.utf8.elementsEqual(id.utf8) else { return }
        region = CheckResult(
            .region, subject.version == .v4 ? .failure(.refused) : .warning, "the region is set to \(configured), and the bucket lives in \(id)",
            advice: "set --region \(id)", facts: ["configured": configured.rawValue, "bucket": id])
    }

    private static func version(_ subject: CheckupSubject) -> String { subject.version == .v4 ? "V4" : "V1" }

    private static func facts(_ error: ServiceError) -> [String: String] {
        var facts = ["status": String(error.status), "code": error.code.rawValue]
        facts["ec"] = error.ec
        facts["request_id"] = error.requestID
        return facts
    }

    private static func advice(_ error: ServiceError) -> String {
        switch error.code.rawValue {
        case "InvalidAccessKeyId": "nobody has this access key id, or it was disabled: `waybill creds` shows where it comes from"
        case "SignatureDoesNotMatch": "the secret is not the one of this access key id: `waybill creds` shows where it comes from"
        case "SecurityTokenExpired": "get new temporary credentials"
        case "InvalidSecurityToken", "SecurityTokenNotSupported": "the security token does not belong to this access key: set all three anew"
        case "RequestTimeTooSkewed": "set the clock"
        case "UserDisable": "the account is disabled: look for unpaid bills"
        default: error.hint ?? "look it up: https://api.aliyun.com/troubleshoot?q=\(error.ec ?? error.code.rawValue)"
        }
    }
}

extension CheckResult {
    /// The bucket lives in another region than the one that was asked.
    fileprivate static func elsewhere(_ endpoint: String?, subject: CheckupSubject) -> CheckResult {
        let name = subject.bucket?.rawValue ?? "what was asked for"
        guard let endpoint, let other = try? Endpoint(endpoint) else {
            return CheckResult(
                .region, .failure(.refused), "\(name) lives in another region than \(subject.endpoint)", advice: "use the endpoint of its region")
        }
        var facts = ["endpoint": other.authority]
        facts["bucket"] = other.regionID?.rawValue
        return CheckResult(
            .region, .failure(.refused), "\(name) lives at \(other.authority), not at \(subject.endpoint.authority)",
            advice: "use -e \(other.authority)\(other.regionID.map { " --region \($0)" } ?? "")", facts: facts)
    }
}
