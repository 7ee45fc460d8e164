"""The weights of `feeds.wording`, written by bench/learn_wording.py. Data only."""

#: Log odds of a stretch without words, and what one step of a weight is worth.
BIAS, SCALE = 1.4417, 0.022987
#: One byte a bucket, 128 being nothing, in base 85.
WEIGHTS = """
ab|XNVk>1;UO|F-m?=M%T0wDrWO#IWWLBY{DJFb1dW(KYWpaCJMpRyhZg^!?Vojk;TW*O_S2ieYWPws`aZ6o=Wn5iTbZS+1h<<j1Hj^`=UtEq}
YCevOUS}wVo~?H@V1oupH()+>hE832dtjA>c4v5-K}&L4rgVyuT6maESzk+*Y<Fu(X^575i>t9xG)QoPX;!FDUwLy*r-6uJV`@BoU{;1ydY!F<
n2vpDS(8PBX@rcSW_hPygr7c%a#(bFazdC$V1J*6a$l2rU>qt~JZz~WZ(%V;dy!^WLV9slN3KjvEr~ZoeR60}d})7tXlGn}pm!T(e_?TsUqOz3
RgiLRcW<6dcaURSl_zahSD1-%WowCktXf`jafV|biC<2mjc9p?bcc<NC9pY<j7ngEsy1PWdq`qBTx@rlgHU!`v}uM&JXltfSu#zjZ(eU@U}=4R
SWj(Zj8tJoaeQb}qotT$af4@@jaOxkmwSqIdbe3A8)0E;x=K!Lh%10rg;jldS{-d}cadFiZ;nH4J${dAUx!#&kzY)HuaS6RWOr9?F-vN=bbNwc
N^)jHft8IHMskp5bYN?Cm|#^_XoE#wep;4Rm34-Ctad>=bYDP_bE;{RWs`zpa$1FddZ%be&YXH?pm~aKLAHZma8`d~Xi%JxXN50jk$_u{mWYy+
SeQU*nm|!OqmEpYbak78xrj|?T7Pn2NsNDfSa5PyN>*rTMn$4wc#9}zhe%sceUmn<YJF~NSY4oFS8GjcUTGS0gk@)WTB448Qg5eYY->r1qH8Tf
N^&EYYf>{{e>5wFuSIugUwdg|SfrsTIe?Ocig8Ykg@kO3qe5;(X^|sijG9euYJi)4S$lqlcv_TWT1He-pKM04NSiobW<ytKj&E#kd(D?fZ+2*2
SBIWkZdF*PL2-IgUWprmR&iift6yqHb##D%cXnvActC!!nSGF+em_`raZ!PEe`JF$mRfU#iC;{OT#$U8bCgwiSyE_7kW;IWTXJ}em^gA>bYz=-
fqGYBfiy64oHANSd0T*GlX!1<XJ=$@QkG;}dsB01hJJZUPKH~cV`F!HkY`<TfpcJDdOK})WpavsY<X;Td_ZlaVw5mop>b<)hhkc2a&TK<d53I%
m34!BiF;Ioky(C@cU*=h#f6uBWT9w^j%B8MVQXA~WpGidjCX)|V~|viYiV|>bAfE3j*dcXa)dmOm6Dl^b}dA%izaV$X=Y?$Jd}WEmSb(ZcV={I
x?VJAr9EbNfsBBBSBqj<tc*~Mii}-dlR$V_Yien0XkBPdqGo!XMwy39TvIiLe{E!PrXpuqDV9~RO@C@$XAz-}fNpk@d98?MX?lNfbaGFQl!kYg
ZE0$0s$E}tqKSlwm0f#rXjyc0dZ3tVZ;gq1PfB56S%Hc}a;tWbf0D0kEOwZ8aC&w*Wo>IxnP)pzW0zNCnQK9;pJYXIkZX&LwP8_oo_CLUkBUGz
a%NmubUdnUY^HBtkY!MWoKv4GczKRVQe|;gUT|)oBz1#!l8!@dX~my;Eqk?8eScbwc9@2p&yJZ(eQbwJXlHe0R)=<tfi7Qel01uAp)7l8iH~k~
w_awAWqo~f8EtY&sGWB>e_CZYQ?zl6RBn7}zGzH!gl}Xpa%E$JX^(YSVr^<)Uvgqz!F-=gT1i%rWSU=bj%7-=a8zj)b4yTmn4*19N2;)8S%5^O
K$>lAI$eKjgnML0Y?4@RRZd-Cpp$WIhJj#^Z+CicW>9BPmTE73Y=TF2ppb#1aG64YeurLcR$gRNW_CzxU}0lvU2lb2oriaIfq{*Ob<TLTY>Jm*
mOyBfq<nIedSrTMVPisedvSz}Yk79QW^HMKSyP=trC^m*Ty%G6XNzTdDQG`NU0auExpSX-fN*|$RD(u?kw}iTje~fArG!DNgKb%zPfUeAVRCg=
m1Z|@q<LsSt!`^;d1FIINO`DzM{8YToO*eGf_SEkiL+&NPhmY_hn#sfdQ*#&e073mdX;2|hN5Llj7+|2hl^)NvraE^WnN`!ZfGZ{f?Io&a->{)
e7JaXR9cyHiGPlJtvG$Cg``b#fqq*$lzTFAe`8pqKXQR}A9ZA3V_9xiUVd$Xm0w&&kyUU<H7{9TJU?23TWEw%nXQX{TWV-mZEi50WPfl?Qc!kS
IaWq_Q(u8Me_w2YdWn-(b8|hESCY-2UtUUwRI^5Hb8Uw`f>2ggOlw<GK#y`gGK*Dkd5UOPNQ9+kTXm0!wPB5AmTR4qCy<14n?`eiiGXl#Yd>{)
JVT70PmF|Ue7H(oYaB>tf0SBnhN44@Y?x$paa(&@t6NA;kd~WkY-f68e5P4ccS)z2V~B^kGF-EvEq;=-lv+xUQe0VxertG;g=l_vZHTOLSz2m-
Y_Xc9b6sk1P;`84QfypAT6>6DdQoYBN{xnTUR7;~j8uG8Ym9M(s$hnBZjev9Moe;OT4G>Ja)obZg+8d2eUC4STUvHYlvjS7k3(RKg^7KpYkDPh
aha8)XfbSVoph3!QIAz>XJ3|ZK3`pzk8F3OFnoAyQhH!fgKKtSV4qr$TytHBSyykFV`x>mffIC)Lzaq-nTm*vI*55$Wt&~ElVP@xlTuMxkWDjd
NPAwDls!9iMO0>5d~I%~aHfHHt6+vmf4^H|T}@_chtiUTI($u9caSfSN0^3Dd257pS#3*5f1_1$flYQ*T~MVXSWJj}PF>7bTxMI9lt_MOXm?I(
n0bA9Ut(iMeNt(ER)m9ANrGF5SEO-&L!du?YH5Q}ly#*+kt1e!ct>lSb5wg|TVir7UY2NrfL`E-iCr;Zd8A{HfM;%EkAHD-dS+WpXNGJ+r%g+7
i>zaCa&8~Cc4<6tH&L=QT&{wEKRcL%f`^DvdVx>@VTDp^d5nH^M|_ixV5Vt{d6;N$FGNjxQhkPvVM9@Qc`!?KUaDblb&-mLZ;)(0aCLNHmS<{%
RH21Xf>@GTOJ-rWa93$TWMGnUfJ2*Fe12W6Fl|?Jw2*RQZDn}PX;Da>UwDUBR((8+s+vt=kZEyeDP)&=KaYGqrHyZcbz^2)abAw8XTf)aR7_x8
D2AJAW_ojvSh;0oX_`)BKaW*h4pEMXW`%ZtH>a$8e|$7zGks@oerQZ@YjJmgjAcb~V1Hk$RZ3Q)Zf$5NPj7o(c6?q*d020WVW^gLn`~HAX`zK|
a<h;|9AH^$XjhMunUrWrl&6ohLz9q&Y*AT&z_LQBno^TFi&}w)dYD;DF;`?^URR%sWO<WdfRk@qkDP~5G<RBIoOgtWS$mL^jih>WQK*$wj;|t~
o?D=(HHDH~)}oTLucV9=Yh$2vj&+P_YobPRUr07-RfB<~h><ZmY;#XsK6Ji;gNtitLXT=~bY*~GT3JhsnU1zHb*ET~U5|8JQg?e`Tccxgv4DPk
h+KcLJbG}ApmRi6bBKLLZj*0~ijY)yYicn$h<J;LSyGa3S6XjsY;r<zQbnOdZ(x9Jds%x?OFcoHhE+MZaBD_&Ms-q4gN<xl6k`DjeNvNDfi^LL
QhG~iX=#IvJcc)eew&z7RiTBYd~$+ufscQ2qHLd;lU#sWZjEajZHJh?W>`|Jjc7?Ln?;#;U1*(6eM@3|c5r@%lt`kObC+<2Se-OiR)3w9P-j_)
ij`=7baj7KW|eD+nRs=Mq&j7id0wb-X>N9jbbWV&W@K}sd{;+@a7a&EV<Vj%Mtpf)kW+J7b%<O*jB;#bPF#A9RfV=edW3s)V1aO-fv<U9i<o4A
p<Y0AXL*-sVRL4fRdj{2rjTiFbXSaCMqZCrT8?<0h8lW_KY59Zm2Grusf8YYk$ROme{_F(jCyZ_S$%s&d6$Zecy>yrgg=^fM}=UTdU1cQXmojV
LTrS4c4}x>lZ9b+Xn|gVT557~jEg#Uprm-UVK8e;P<Dcmft-|5PfS&vg&$mam6lv3nq8@FZH|y`KqIM(bcAYHdVEn{UUOS_LP?u|dy<KDRe?rq
p07E1W>7|mQiCvIn6@Tnc5<IyqkMW>hm>j}Wr$gKPKR(aHD*~$No<UXZ*-4qZak7Fe`i2|bar%NQHWE0JZ*n}pNC;yT}*Ujjfa1Sb5~7oFE5dT
iW_*4l4wk=Oi6-xdq;tnG@*JyO;uS>ftO{WG)PluHBhyEc#nEgjC7QOX<~jVah;r0h<$)0mzS+?j9$ioK!=!WKa6d3l82X@mPKb^Yj<avjg??#
qHa!Wi;1XVJ#S=Xj#7+Yb$f`1Y*TNKRbhjtPt=uGM~X6OZ;&fwN^pL{ZiRekX-;%UV1$Z^f=EM~Y@R@-m}-ikOHG4rV}7-7WUX#~eRpzVOCX4C
PgWW~h?IkIs6%3YX^NO>a9Cd<rksy&Wr;?MIAvr_aB8()a&B93c!6PoqGohEoufTxL8)?NVR>#%b5wv+c{e?7LxFCVZI5E0eUph+N{o)PSy_!~
x{an~s(X*TL~V_2URW%3d6|c-YG##fa*B9sE`DxNWHV8rc6EF+G(LoQscBD$Wks5AjG9@DYLz+1TQzT4iHwLsbYEO(jE9p_ft+`FZ&I9UZ)m4_
Wphn*N=TxUidI}#TquHPMtNVBkBDk;N?nbgux?6@i%@e}SaEuafqRs7j7xMnj7(&bdya3PS%zwCWOa6LRAqB<dwz6cbYNFZJaBM$Z*zY;Z%2S+
YG;RDu#2ENXJJugL}O!jt5R`PYi*sIY<+ldb$DcmYBaWcJymsyeQ0rKO-XBBS2J5rTt!lbcxs(OOmJpfX<>+hmUDf_USwQUkzYP$U36%fmr`;}
ZgEvWmywxrZ*+}XqET{Kk!4<Ng_&k7a3GkDU~hMNR5E+4l8j`jphKT&smUyG5Pg%TVIi(^guG(AWMg`5Wrc-|YG;8+I%h*@WifZ3OESeXnR<bm
i*$ulqj8>KX>U-HUwJa7TTh8znXhC;RU(9zW@cn@k8;3?V@@rNePSeUmx^U`moiyksDz5Lnr<#kM|+5ec0*K`b7F9bt5IiXnQu{=dW%ewoM2Lb
bZd2FgmQ31X{B3pdsvj7e04Qobyk~akA!-djZ$57c5P&5eQQO~Sz2v`S$LUxaz&Y+a6)s3W?*(wldrEYU_zpuI4f$6WLTMAh-8g&d3&XhOo?!l
VP#KxUUOu3YJ^~zsxOXbRW5Lim!WH$duMZ9u4q1QYLJqGj+uO9S5JeMZe~SNP-w(!L~^=?V3%oGOKW>@d5cJqbc=O}M~7%@Vs1%)PHD7@j~{1X
a5zk2mU9m>bX1dAZG>@FS#ySdo{S@fiB%wlNPJ<JNq1^!lTSlsN|m&bhk<8X
"""
