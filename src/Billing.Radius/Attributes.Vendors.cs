namespace Billing.Radius;

/// <content>The vendors' attributes that ours reads or writes by name; the dictionary knows many more.</content>
public static partial class Attributes
{
    public static class MikroTik
    {
        public const uint Vendor = 14988;

        public static readonly AttributeKey RecvLimit = new(Vendor, 1);
        public static readonly AttributeKey XmitLimit = new(Vendor, 2);
        public static readonly AttributeKey Group = new(Vendor, 3);
        public static readonly AttributeKey RateLimit = new(Vendor, 8);
        public static readonly AttributeKey Realm = new(Vendor, 9);
        public static readonly AttributeKey HostIp = new(Vendor, 10);
        public static readonly AttributeKey MarkId = new(Vendor, 11);
        public static readonly AttributeKey AdvertiseUrl = new(Vendor, 12);
        public static readonly AttributeKey AdvertiseInterval = new(Vendor, 13);
        public static readonly AttributeKey RecvLimitGigawords = new(Vendor, 14);
        public static readonly AttributeKey XmitLimitGigawords = new(Vendor, 15);
        public static readonly AttributeKey TotalLimit = new(Vendor, 17);
        public static readonly AttributeKey TotalLimitGigawords = new(Vendor, 18);
        public static readonly AttributeKey AddressList = new(Vendor, 19);
        public static readonly AttributeKey DelegatedIpv6Pool = new(Vendor, 22);
    }

    /// <summary>Voice attributes (h323-*) carry text that repeats their own name: h323-credit-time=120.</summary>
    public static class Cisco
    {
        public const uint Vendor = 9;

        public static readonly AttributeKey AvPair = new(Vendor, 1);
        public static readonly AttributeKey NasPort = new(Vendor, 2);
        public static readonly AttributeKey H323RemoteAddress = new(Vendor, 23);
        public static readonly AttributeKey H323ConfId = new(Vendor, 24);
        public static readonly AttributeKey H323SetupTime = new(Vendor, 25);
        public static readonly AttributeKey H323CallOrigin = new(Vendor, 26);
        public static readonly AttributeKey H323CallType = new(Vendor, 27);
        public static readonly AttributeKey H323ConnectTime = new(Vendor, 28);
        public static readonly AttributeKey H323DisconnectTime = new(Vendor, 29);
        public static readonly AttributeKey H323DisconnectCause = new(Vendor, 30);
        public static readonly AttributeKey H323VoiceQuality = new(Vendor, 31);
        public static readonly AttributeKey H323GwId = new(Vendor, 33);
        public static readonly AttributeKey H323IncomingConfId = new(Vendor, 35);
        public static readonly AttributeKey H323CreditAmount = new(Vendor, 101);
        public static readonly AttributeKey H323CreditTime = new(Vendor, 102);
        public static readonly AttributeKey H323ReturnCode = new(Vendor, 103);
        public static readonly AttributeKey H323PromptId = new(Vendor, 104);
        public static readonly AttributeKey H323TimeAndDay = new(Vendor, 105);
        public static readonly AttributeKey H323RedirectNumber = new(Vendor, 106);
        public static readonly AttributeKey H323PreferredLang = new(Vendor, 107);
        public static readonly AttributeKey H323RedirectIpAddress = new(Vendor, 108);
        public static readonly AttributeKey H323BillingModel = new(Vendor, 109);
        public static readonly AttributeKey H323Currency = new(Vendor, 110);
        public static readonly AttributeKey AccountInfo = new(Vendor, 250);
        public static readonly AttributeKey ServiceInfo = new(Vendor, 251);
        public static readonly AttributeKey CommandCode = new(Vendor, 252);
        public static readonly AttributeKey ControlInfo = new(Vendor, 253);
    }

    public static class Wispr
    {
        public const uint Vendor = 14122;

        public static readonly AttributeKey LocationId = new(Vendor, 1);
        public static readonly AttributeKey LocationName = new(Vendor, 2);
        public static readonly AttributeKey LogoffUrl = new(Vendor, 3);
        public static readonly AttributeKey RedirectionUrl = new(Vendor, 4);
        public static readonly AttributeKey BandwidthMinUp = new(Vendor, 5);
        public static readonly AttributeKey BandwidthMinDown = new(Vendor, 6);
        public static readonly AttributeKey BandwidthMaxUp = new(Vendor, 7);
        public static readonly AttributeKey BandwidthMaxDown = new(Vendor, 8);
        public static readonly AttributeKey SessionTerminateTime = new(Vendor, 9);
        public static readonly AttributeKey SessionTerminateEndOfDay = new(Vendor, 10);
        public static readonly AttributeKey BillingClassOfService = new(Vendor, 11);
    }

    /// <summary>Coova's too.</summary>
    public static class ChilliSpot
    {
        public const uint Vendor = 14559;

        public static readonly AttributeKey MaxInputOctets = new(Vendor, 1);
        public static readonly AttributeKey MaxOutputOctets = new(Vendor, 2);
        public static readonly AttributeKey MaxTotalOctets = new(Vendor, 3);
        public static readonly AttributeKey BandwidthMaxUp = new(Vendor, 4);
        public static readonly AttributeKey BandwidthMaxDown = new(Vendor, 5);
        public static readonly AttributeKey Config = new(Vendor, 6);
        public static readonly AttributeKey MaxInputGigawords = new(Vendor, 21);
        public static readonly AttributeKey MaxOutputGigawords = new(Vendor, 22);
        public static readonly AttributeKey MaxTotalGigawords = new(Vendor, 23);
    }

    /// <summary>Rates are in bits per second; the remanent volume in kibibytes.</summary>
    public static class Huawei
    {
        public const uint Vendor = 2011;

        public static readonly AttributeKey InputAverageRate = new(Vendor, 2);
        public static readonly AttributeKey OutputAverageRate = new(Vendor, 5);
        public static readonly AttributeKey RemanentVolume = new(Vendor, 15);
        public static readonly AttributeKey Priority = new(Vendor, 22);
        public static readonly AttributeKey ConnectId = new(Vendor, 26);
        public static readonly AttributeKey QosProfileName = new(Vendor, 31);
        public static readonly AttributeKey AcctConnectionTime = new(Vendor, 110);
        public static readonly AttributeKey DomainName = new(Vendor, 138);
    }

    /// <summary>ERX, the unisphere space.</summary>
    public static class Juniper
    {
        public const uint Vendor = 4874;

        public static readonly AttributeKey VirtualRouterName = new(Vendor, 1);
        public static readonly AttributeKey IngressPolicyName = new(Vendor, 10);
        public static readonly AttributeKey EgressPolicyName = new(Vendor, 11);
        public static readonly AttributeKey InputGigapkts = new(Vendor, 42);
        public static readonly AttributeKey OutputGigapkts = new(Vendor, 43);
        public static readonly AttributeKey ServiceActivate = new(Vendor, 65);
        public static readonly AttributeKey ServiceDeactivate = new(Vendor, 66);
        public static readonly AttributeKey ServiceVolume = new(Vendor, 67);
        public static readonly AttributeKey ServiceTimeout = new(Vendor, 68);
        public static readonly AttributeKey ServiceStatistics = new(Vendor, 69);
        public static readonly AttributeKey ServiceSession = new(Vendor, 83);
        public static readonly AttributeKey ServiceInterimAcctInterval = new(Vendor, 140);
    }

    /// <summary>TS 29.061 16.4.7.</summary>
    public static class ThreeGpp
    {
        public const uint Vendor = 10415;

        public static readonly AttributeKey Imsi = new(Vendor, 1);
        public static readonly AttributeKey ChargingId = new(Vendor, 2);
        public static readonly AttributeKey PdpType = new(Vendor, 3);
        public static readonly AttributeKey ChargingGatewayAddress = new(Vendor, 4);
        public static readonly AttributeKey GprsNegotiatedQosProfile = new(Vendor, 5);
        public static readonly AttributeKey SgsnAddress = new(Vendor, 6);
        public static readonly AttributeKey GgsnAddress = new(Vendor, 7);
        public static readonly AttributeKey ImsiMccMnc = new(Vendor, 8);
        public static readonly AttributeKey GgsnMccMnc = new(Vendor, 9);
        public static readonly AttributeKey Nsapi = new(Vendor, 10);
        public static readonly AttributeKey SessionStopIndicator = new(Vendor, 11);
        public static readonly AttributeKey SelectionMode = new(Vendor, 12);
        public static readonly AttributeKey ChargingCharacteristics = new(Vendor, 13);
        public static readonly AttributeKey SgsnMccMnc = new(Vendor, 18);
        public static readonly AttributeKey Imeisv = new(Vendor, 20);
        public static readonly AttributeKey RatType = new(Vendor, 21);
        public static readonly AttributeKey UserLocationInfo = new(Vendor, 22);
        public static readonly AttributeKey MsTimeZone = new(Vendor, 23);
        public static readonly AttributeKey NegotiatedDscp = new(Vendor, 26);
    }

    /// <summary>WiMAX Forum NWG stage 3: prepaid quotas.</summary>
    public static class WiMax
    {
        public const uint Vendor = 24757;

        public static readonly AttributeKey AaaSessionId = new(Vendor, 4);
        public static readonly AttributeKey Ppac = new(Vendor, 35);
        public static readonly AttributeKey Ppaq = new(Vendor, 37);
    }

    /// <summary>RFC 2548.</summary>
    public static class Microsoft
    {
        public const uint Vendor = 311;

        public static readonly AttributeKey ChapResponse = new(Vendor, 1);
        public static readonly AttributeKey ChapError = new(Vendor, 2);
        public static readonly AttributeKey MppeEncryptionPolicy = new(Vendor, 7);
        public static readonly AttributeKey MppeEncryptionTypes = new(Vendor, 8);
        public static readonly AttributeKey ChapDomain = new(Vendor, 10);
        public static readonly AttributeKey ChapChallenge = new(Vendor, 11);
        public static readonly AttributeKey ChapMppeKeys = new(Vendor, 12);
        public static readonly AttributeKey MppeSendKey = new(Vendor, 16);
        public static readonly AttributeKey MppeRecvKey = new(Vendor, 17);
        public static readonly AttributeKey Chap2Response = new(Vendor, 25);
        public static readonly AttributeKey Chap2Success = new(Vendor, 26);
        public static readonly AttributeKey PrimaryDnsServer = new(Vendor, 28);
        public static readonly AttributeKey SecondaryDnsServer = new(Vendor, 29);
    }
}
