namespace Billing.Radius;

/// <content>The vendors' attributes that ours reads or writes by name; the dictionary knows many more.</content>
public static partial class Attributes
{
    public static class MikroTik
    {
        public const uint Vendor = 14988;

        public static readonly AttributeKey RecvLimit = new(Vendor, 1);
        public static readonly AttributeKey XmitLimit = new(Vendor, 2);
        public static readonly AttributeKey RateLimit = new(Vendor, 8);
        public static readonly AttributeKey RecvLimitGigawords = new(Vendor, 14);
        public static readonly AttributeKey XmitLimitGigawords = new(Vendor, 15);
        public static readonly AttributeKey TotalLimit = new(Vendor, 17);
        public static readonly AttributeKey TotalLimitGigawords = new(Vendor, 18);
        public static readonly AttributeKey AddressList = new(Vendor, 19);
    }

    /// <summary>Voice attributes (h323-*) carry text that repeats their own name: h323-credit-time=120.</summary>
    public static class Cisco
    {
        public const uint Vendor = 9;

        public static readonly AttributeKey AvPair = new(Vendor, 1);
        public static readonly AttributeKey H323CallOrigin = new(Vendor, 26);
        public static readonly AttributeKey H323CreditAmount = new(Vendor, 101);
        public static readonly AttributeKey H323CreditTime = new(Vendor, 102);
        public static readonly AttributeKey H323ReturnCode = new(Vendor, 103);
        public static readonly AttributeKey H323Currency = new(Vendor, 110);
        public static readonly AttributeKey ControlInfo = new(Vendor, 253);
    }

    public static class Wispr
    {
        public const uint Vendor = 14122;

        public static readonly AttributeKey LocationId = new(Vendor, 1);
        public static readonly AttributeKey RedirectionUrl = new(Vendor, 4);
        public static readonly AttributeKey SessionTerminateTime = new(Vendor, 9);
    }

    /// <summary>Coova's too.</summary>
    public static class ChilliSpot
    {
        public const uint Vendor = 14559;

        public static readonly AttributeKey MaxTotalOctets = new(Vendor, 3);
        public static readonly AttributeKey MaxTotalGigawords = new(Vendor, 23);
    }

    /// <summary>Rates are in bits per second; the remanent volume in kibibytes.</summary>
    public static class Huawei
    {
        public const uint Vendor = 2011;

        public static readonly AttributeKey RemanentVolume = new(Vendor, 15);
    }

    /// <summary>TS 29.061 16.4.7.</summary>
    public static class ThreeGpp
    {
        public const uint Vendor = 10415;

        public static readonly AttributeKey Imsi = new(Vendor, 1);
        public static readonly AttributeKey SgsnMccMnc = new(Vendor, 18);
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

        public static readonly AttributeKey ChapError = new(Vendor, 2);
        public static readonly AttributeKey MppeEncryptionPolicy = new(Vendor, 7);
        public static readonly AttributeKey MppeEncryptionTypes = new(Vendor, 8);
        public static readonly AttributeKey ChapChallenge = new(Vendor, 11);
        public static readonly AttributeKey ChapMppeKeys = new(Vendor, 12);
        public static readonly AttributeKey MppeSendKey = new(Vendor, 16);
        public static readonly AttributeKey MppeRecvKey = new(Vendor, 17);
        public static readonly AttributeKey Chap2Response = new(Vendor, 25);
        public static readonly AttributeKey Chap2Success = new(Vendor, 26);
    }
}
