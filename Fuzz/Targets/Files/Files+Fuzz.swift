import OSSClient
import OSSExplanation
import OSSSigning
import OSSWire

extension FuzzTarget {
    /// Waybills.
    static let waybill = FuzzTarget("waybill") { input in
        guard let waybill = reading({ try Waybill(json: input) }) else { return }
        let written = try waybill.json()
        let again: Waybill
        do { again = try Waybill(json: written) } catch { throw BrokenLaw("what is written can be read: \(error)") }
        try BrokenLaw.unless(try again.json() == written, "a waybill is written as it was read")
        try BrokenLaw.unless(!waybill.description.utf8.contains("Signature=".utf8), "a waybill's description has no signature")
    }

    /// What transfers leave behind.
    static let checkpoint = FuzzTarget("checkpoint") { input in
        Checkpoints.read(input)
    }

    /// The configuration files of ossutil, of the aliyun command line and of the SDKs.
    static let configuration = FuzzTarget("configuration") { input in
        let variables = EnvironmentVariables(["HOME": "/home/somebody"])
        if let file = reading({ try OSSUtilConfiguration(input, path: "config") }) {
            for profile in [nil, "default", "second"] {
                let layer = file.layer(profile: profile, bucket: "examplebucket")
                if let layer { _ = reading { try LayeredSettings([layer], variables: variables).recipe() } }
            }
            _ = (file.warnings, file.profileNames)
        }
        ForeignConfigurations.read(input, variables)
    }

    /// What people paste into `waybill explain`. The secret of the key that is known does not come out.
    static let explain = FuzzTarget("explain") { input in
        let explainer = Explainer(keys: [Fixed.credentials, Fixed.temporary].compactMap(\.accessKey), now: Fixed.now)
        let observations = (reading { try InputReader.read(input) } ?? []) + (reading { try InputReader.readLog(input, requestID: nil) } ?? [])
        for observation in observations.prefix(4) {
            let explanation = explainer.explain(observation, input: input)
            let text = explanation.text + explanation.json
            for secret in [Fixed.secret, Fixed.token] {
                try BrokenLaw.unless(!text.utf8.contains(secret.utf8), "a secret does not come out")
            }
            try BrokenLaw.unless(JSONReader.isJSON(Array(explanation.json.utf8)), "what is printed as JSON is JSON")
            try BrokenLaw.unless(
                explanation.text == explainer.explain(observation, input: input).text, "the same input, the same explanation")
        }
    }
}
